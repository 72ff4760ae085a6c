"""The part of OData v4 that feeds speak: filters, values, pages (protocol.md 7)."""
