"""Puts places on the map, offline: a point, how exactly that is the place, and why there."""

from llmextract.geocoding.geocoder import Geocoder, Mentioned
from llmextract.geocoding.spots import PRECISIONS, Precision, Spot, distance
from llmextract.geocoding.surroundings import At

__all__ = ["PRECISIONS", "At", "Geocoder", "Mentioned", "Precision", "Spot", "distance"]
