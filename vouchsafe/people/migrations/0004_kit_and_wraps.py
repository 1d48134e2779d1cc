"""Recovery kits proven (keys from before count), wraps under passkeys, second factors that organisations require."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the models."""

    dependencies: ClassVar = [("mfa", "0003_authenticator_type_uniq"), ("people", "0003_independent")]

    operations: ClassVar = [
        migrations.AddField(
            "organisation", "second_factor_required", models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddField("keyfile", "kit_proven", models.BooleanField(default=True)),
        migrations.AlterField("keyfile", "kit_proven", models.BooleanField(default=False)),
        migrations.CreateModel(
            "KeyWrap",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("credential", models.BinaryField(max_length=1023)),
                ("sealed", models.BinaryField(max_length=65)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.organisation"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key_file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wraps",
                        to="people.keyfile",
                    ),
                ),
                (
                    "passkey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="mfa.authenticator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "member", "credential"), name="key_wrap_of_passkey"
                    ),
                ],
            },
        ),
    ]
