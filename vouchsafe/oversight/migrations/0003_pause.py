import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_rooms"),
        ("cases", "0011_conclusions"),
        ("channels", "0003_listed"),
        ("people", "0006_attempts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("category", models.CharField(max_length=64)),
                ("concluded", models.PositiveSmallIntegerField()),
                ("unsupported", models.PositiveSmallIntegerField()),
                ("paused_on", models.DateField()),
                ("until", models.DateField()),
                ("reviewed_on", models.DateField(null=True)),
                ("kept", models.BooleanField(default=False)),
                ("reason", models.JSONField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
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
                (
                    "reviewed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "channel", "category", "-ended_on"],
                        name="pause_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("organisation", "channel", "category"),
                        name="pause_one_at_a_time",
                    )
                ],
            },
        ),
    ]
