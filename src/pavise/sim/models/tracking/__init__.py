"""Tracking models: when detections become a track, and when a track is dropped."""
