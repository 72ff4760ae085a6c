"""Copies of everything: made while serving, verified by themselves, restored by one call."""

from server.backups.archive import Backup, back_up, restore, verify

__all__ = ["Backup", "back_up", "restore", "verify"]
