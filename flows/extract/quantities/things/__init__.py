"""The families that are not people: money, percent, duration, measure, materiel, infrastructure, count."""
