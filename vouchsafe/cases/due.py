"""What is due next in a case, as one piece of SQL: the only place that knows where due days come from.

Until there is a table of clocks they follow from the channel's definition as `law.clocks.reporters_clock` has them
(Directive (EU) 2019/1937, article 9(1)(b), (f)): a test holds both together.
"""

from typing import Final

CLOCKS: Final = """
clocks AS MATERIALIZED (
  SELECT channel_id, version, (body #>> '{clock,acknowledge_days}')::int AS days,
         (body #>> '{clock,answer_months}')::int AS months
  FROM channels_definition WHERE organisation_id = %(organisation)s
)"""
"""What `DUE` looks in: each definition is read once, however many cases answer it."""

DUE: Final = """
  SELECT CASE WHEN c.acknowledged_on IS NULL THEN 'acknowledgement' ELSE 'answer' END AS what,
         CASE WHEN c.acknowledged_on IS NULL THEN c.received_on + clocks.days
              ELSE (c.acknowledged_on + make_interval(months => clocks.months))::date END AS day
  FROM clocks
  WHERE clocks.channel_id = c.channel_id AND clocks.version = c.definition_version AND c.state <> 'concluded'
"""
"""(what, day) that is due next in the case `c`: "acknowledgement" or "answer"; no row when nothing is."""
