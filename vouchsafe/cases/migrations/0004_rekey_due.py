from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_excluded"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="rekey_due",
            field=models.BooleanField(default=False),
        ),
    ]
