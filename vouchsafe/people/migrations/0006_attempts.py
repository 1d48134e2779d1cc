"""Attempts at signing in, counted for all processes. Unlogged: they stand in no write-ahead log and no replica."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_tenancy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                ("name", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL("ALTER TABLE people_attempts SET UNLOGGED", migrations.RunSQL.noop),
    ]
