from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_attempts"),
    ]

    operations = [
        migrations.AddField("organisation", "passkeys_only", models.BooleanField(default=False, db_default=False)),
    ]
