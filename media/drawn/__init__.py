"""Pictures drawn for the demo city: no photo of a real place, house or person."""
