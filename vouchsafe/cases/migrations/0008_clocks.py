import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Cases that were concluded before: the record knows the day.
CONCLUDED = """
UPDATE cases_case AS c SET concluded_on = coalesce(
  (SELECT max((e.at AT TIME ZONE 'UTC')::date) FROM audit_entry AS e
   WHERE e.organisation_id = c.organisation_id AND e.tag = 'case:state-changed'
     AND e.objects ->> 'case' = c.id::text AND e.objects ->> 'went_to' = 'concluded'),
  (now() AT TIME ZONE 'UTC')::date)
WHERE c.state = 'concluded'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_acts"),
        ("audit", "0005_by_act"),
        ("people", "0006_attempts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="concluded_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "case_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4)),
                ("what", models.CharField(max_length=16)),
                ("on", models.DateField(db_column="on_day")),
                ("until", models.DateField(null=True)),
                ("item", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "case_id",
                        "matter",
                        "due_on",
                        "step",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("matter", models.CharField(max_length=16)),
                ("due_on", models.DateField()),
                ("step", models.CharField(max_length=12)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "case_id",
                        "matter",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("matter", models.CharField(max_length=16)),
                ("due_on", models.DateField()),
                ("met_on", models.DateField(null=True)),
                ("paused", models.BooleanField(default=False)),
                ("still", models.BooleanField(default=False)),
                ("extended", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("met_on__isnull", True)),
                        fields=["organisation", "due_on", "case"],
                        name="clock_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id", "member_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "token_hash"), name="feed_token")],
            },
        ),
        migrations.RunSQL(CONCLUDED, migrations.RunSQL.noop),
    ]
