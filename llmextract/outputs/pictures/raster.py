"""SVG to PNG, by resvg, which needs no other program."""

_ZOOM = 2
"""Pixels for each unit: sharp in print and on a dense screen."""


def png(svg: str) -> bytes:
    """A picture in pixels.

    Args:
        svg: the picture.
    """
    import resvg_py  # noqa: PLC0415 - an extra

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM))
