"""Write roles and terms of relationship managers as rows, dated by the history so far."""

from zoneinfo import ZoneInfo

from django.db import migrations


def roles_from_parts(apps, schema_editor):
    """One role for each part of a contact; also those taken away, as far as history knows.

    A part that somebody had from the first day on has no beginning: nobody wrote since when.
    """
    Contact = apps.get_model("brm", "Contact")
    ContactRole = apps.get_model("brm", "ContactRole")
    events = {}
    for event in apps.get_model("brm", "ContactEvent").objects.order_by("pgh_id").iterator():
        events.setdefault(event.pgh_obj_id, []).append((event.pgh_created_at, event.parts))
    for contact in Contact.objects.select_related("customer").order_by("pk"):
        zone = ZoneInfo(contact.customer.zone)
        open_since = {}
        for number, (at, parts) in enumerate(events.get(contact.pk, [])):
            on = at.astimezone(zone).date()
            for part in set(parts) - open_since.keys():
                open_since[part] = on if number else None
            for part in open_since.keys() - set(parts):
                since = open_since.pop(part)
                if since is None or since < on:
                    ContactRole.objects.create(
                        contact=contact, part=part, valid_from=since, valid_to=on
                    )
        for part in sorted(set(contact.parts)):
            ContactRole.objects.create(
                contact=contact, part=part, valid_from=open_since.get(part)
            )


def terms_from_managers(apps, schema_editor):
    """The terms of each customer's managers, from the days on which the field was changed."""
    ManagerTerm = apps.get_model("brm", "ManagerTerm")
    events = {}
    for event in apps.get_model("brm", "CustomerEvent").objects.order_by("pgh_id").iterator():
        events.setdefault(event.pgh_obj_id, []).append(event)
    for customer in apps.get_model("brm", "Customer").objects.order_by("pk"):
        zone = ZoneInfo(customer.zone)
        manager = since = None
        for event in events.get(customer.pk, []):
            if event.manager_id == manager:
                continue
            on = event.pgh_created_at.astimezone(zone).date()
            if manager is not None and since < on:
                ManagerTerm.objects.create(
                    customer=customer, manager_id=manager, began_on=since, ended_on=on
                )
            manager, since = event.manager_id, on
        if customer.manager_id is not None and since is not None:
            ManagerTerm.objects.create(
                customer=customer, manager_id=customer.manager_id, began_on=since
            )


class Migration(migrations.Migration):
    dependencies = [("brm", "0009_customers_and_people")]

    operations = [
        migrations.RunPython(roles_from_parts, migrations.RunPython.noop),
        migrations.RunPython(terms_from_managers, migrations.RunPython.noop),
    ]
