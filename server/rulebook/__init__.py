"""The rules and what they go by: lists for people, limits by county and day, running them again."""
