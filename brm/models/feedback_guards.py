"""The trigger that holds the way of feedback in the database (R9)."""

import pgtrigger

from brm.engine.feedback import BEGINNINGS, triples


def keep_the_way() -> pgtrigger.Trigger:
    """Refuse a state that the table does not lead to, and a complaint that nobody's word closes.

    A complaint stays one: turned into a comment it could be closed without the customer.
    """
    allowed = ", ".join(
        f"('{kind}', '{before}', '{after}')" for kind, before, after in sorted(triples())
    )
    beginnings = ", ".join(f"'{state}'" for state in BEGINNINGS)
    return pgtrigger.Trigger(
        name="way_of_feedback",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ({beginnings}) THEN
                    RAISE EXCEPTION 'feedback_state: nothing begins as %', NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END IF;
            IF OLD.kind = 'complaint' AND NEW.kind <> 'complaint' THEN
                RAISE EXCEPTION 'feedback_kind: a complaint stays one'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.state <> OLD.state THEN
                IF (NEW.kind, OLD.state, NEW.state) NOT IN ({allowed}) THEN
                    RAISE EXCEPTION 'feedback_state: % does not lead to %', OLD.state, NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.kind = 'complaint' AND NEW.state = 'closed' AND NOT EXISTS (
                    SELECT 1 FROM brm_customerword
                     WHERE feedback_id = NEW.id AND episode = OLD.episode
                       AND said = CASE WHEN OLD.state = 'resolved' THEN 'yes' ELSE 'withdrawn' END
                ) THEN
                    RAISE EXCEPTION 'feedback_word: only the customer closes a complaint'
                        USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.state = 'reopened' AND (NEW.episode <> OLD.episode + 1 OR NOT EXISTS (
                    SELECT 1 FROM brm_customerword
                     WHERE feedback_id = NEW.id AND episode = OLD.episode AND said = 'no'
                )) THEN
                    RAISE EXCEPTION 'feedback_word: only the customer reopens a complaint'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )
