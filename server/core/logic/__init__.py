"""The form's own logic, compiled once per version and checked on every instance (decision D6)."""

from server.core.logic.checking import check, recalculated
from server.core.logic.form import FormLogic, Unread, compile_logic
from server.core.logic.lists import Rows

__all__ = ["FormLogic", "Rows", "Unread", "check", "compile_logic", "recalculated"]
