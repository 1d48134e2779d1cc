"""Who is asking, at the desk's door."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponseBase

from vouchsafe.common.http import api
from vouchsafe.people.errors import NotFresh, NotSignedIn
from vouchsafe.people.models import Member

P = ParamSpec("P")


def member_of(request: HttpRequest) -> Member:
    """The signed-in, active member; raises NotSignedIn (401)."""
    user = request.user
    if not isinstance(user, Member) or not user.is_active:
        raise NotSignedIn
    return user


def demand_fresh(request: HttpRequest) -> None:
    """Raise NotFresh (403) unless the member showed within the last minutes that it is still them."""
    if not did_recently_reauthenticate(request):
        raise NotFresh


def desk_api(
    view: Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A JSON view of the desk: the signed-in member comes as its second argument; failures as in `common.http.api`."""

    @api
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, member_of(request), *args, **kwargs)

    return answer
