from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_rekey_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="independent_only",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "id"], name="case_rekey_due", condition=models.Q(rekey_due=True)
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["organisation", "holder"], name="grant_of_holder"),
        ),
    ]
