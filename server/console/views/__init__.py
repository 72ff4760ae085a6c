"""View models: plain values a template prints, built from core types without web or store."""
