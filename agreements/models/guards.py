"""Triggers that hold the lifecycle in the database: the table of states, and frozen texts."""

import pgtrigger

from agreements.engine.lifecycle import BEGINNINGS, FROZEN, pairs

# What may still change once a text is frozen: where it stands and when it ends. Every other
# column, one added later too, is part of what was signed.
MUTABLE = (
    "state",
    "effective_to",
    "activated_at",
    "activated_by_id",
    "lapses_at",
    "terminated_at",
    "terminated_by_id",
    "termination_reason",
)


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def keep_the_way() -> pgtrigger.Trigger:
    """Refuse a state that the table does not lead to, and any change to a frozen text."""
    allowed = ", ".join(f"('{before}', '{after}')" for before, after in sorted(pairs()))
    mutable = _texts(MUTABLE)
    return pgtrigger.Trigger(
        name="lifecycle",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("free", f"text[] := ARRAY[{mutable}]")],
        func=f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ({_texts(BEGINNINGS)}) THEN
                    RAISE EXCEPTION 'version_state: nothing begins as %', NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' THEN
                IF OLD.state IN ({_texts(FROZEN)}) THEN
                    RAISE EXCEPTION 'version_frozen: version % is %', OLD.id, OLD.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN OLD;
            END IF;
            IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({allowed}) THEN
                RAISE EXCEPTION 'version_state: % does not lead to %', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation';
            END IF;
            IF OLD.state IN ({_texts(FROZEN)}) THEN
                IF NEW.state IN ('negotiation', 'agreed') THEN
                    free := free || ARRAY['text_hash', 'signed_to'];
                ELSIF NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' THEN
                    free := free || ARRAY['effective_from', 'takes_over_at'];
                ELSIF OLD.state = 'signing' AND NEW.state = 'signed'
                    AND OLD.effective_from IS NULL
                    AND NEW.effective_from = OLD.takes_over_at
                THEN
                    free := free || ARRAY['effective_from'];
                END IF;
                IF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
                    RAISE EXCEPTION 'version_frozen: version % is %', OLD.id, OLD.state
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def keep_frozen() -> pgtrigger.Trigger:
    """Refuse any change to the targets of a version whose text is frozen."""
    frozen = f"""
        SELECT EXISTS (
            SELECT 1 FROM agreements_version
             WHERE id = ANY(touched) AND state IN ({_texts(FROZEN)})
        ) INTO is_frozen;
    """
    return pgtrigger.Trigger(
        name="frozen_with_its_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("touched", "bigint[]"), ("is_frozen", "boolean")],
        func=f"""
            IF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.version_id];
            ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.version_id];
            ELSE touched := ARRAY[OLD.version_id, NEW.version_id];
            END IF;
            {frozen}
            IF is_frozen THEN
                RAISE EXCEPTION 'version_frozen: its targets do not change any more'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
