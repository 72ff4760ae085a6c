"""From bytes to a stored submission: the one road in."""

from server.intake.receive import receive
from server.intake.upload import Outcome, Receipt, SentFile, Upload

__all__ = ["Outcome", "Receipt", "SentFile", "Upload", "receive"]
