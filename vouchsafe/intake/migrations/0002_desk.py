"""Uploads of members are counted too. No table changes: the kinds stand in the code alone."""

from django.db import migrations, models

KINDS = [
    ("reports", "Reports sealed on the reporter's device"),
    ("unscripted", "Reports sealed by the server, without script"),
    ("uploaded", "Bytes of attachments to new reports"),
    ("returning", "Bytes of attachments by one reporter who came back"),
    ("desk", "Bytes of attachments by one member at the desk"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_first")]

    operations = [
        migrations.AlterField(model_name="use", name="kind", field=models.CharField(choices=KINDS, max_length=12)),
    ]
