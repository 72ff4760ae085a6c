"""The offices' own procedures: applications, public lists, visits, petitions, proofreading."""
