from django.core import mail

from notices.tasks import deliver_due


def test_deliver_due_sends_everything_once(tell, sari, rangga):
    tell(sari, rangga)

    assert deliver_due() == 2
    assert deliver_due() == 0
    assert len(mail.outbox) == 2


def test_deliver_due_is_known_by_its_name():
    assert deliver_due.name == "notices.deliver_due"
