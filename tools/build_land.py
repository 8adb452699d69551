"""Build the outlines of land for the map of the workbench.

    python tools/build_land.py path/to/land-110m.json

In: the TopoJSON of Natural Earth's 1:110m land (public domain), as the npm package `world-atlas` (ISC) carries it. Out:
`resources/places/land.yml`: one SVG path a piece of land, equirectangular, in a view box of 1000 by 500.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

OUT = Path(__file__).resolve().parent.parent / "resources" / "places" / "land.yml"


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    land = topology["objects"]["land"]
    polygons = [
        p for g in land.get("geometries", [land]) for p in (g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]])
    ]
    paths = []
    for polygon in polygons:
        outline = []
        for number in polygon[0]:
            points = arcs[number] if number >= 0 else arcs[~number][::-1]
            outline.extend(points[1 if outline else 0 :])
        told: list[tuple[float, float]] = []
        for lon, lat in outline:
            x, y = (lon + 180) / 360 * 1000, (90 - lat) / 180 * 500
            # half a unit cannot be seen at the size of the map
            if not told or abs(x - told[-1][0]) + abs(y - told[-1][1]) >= 1.2:
                told.append((x, y))
        if len(told) >= 4:
            paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in told) + "Z")
    data = {
        "meta": {
            "source": "Natural Earth 1:110m land, through the npm package world-atlas 2.0.2 (land-110m.json, ISC)",
            "licence": "public domain",
            "confidence": "outlines simplified to about 0.4 degrees; for orientation only",
            "date": "2026-11-24",
        },
        "paths": sorted(paths, key=len, reverse=True),
    }
    OUT.write_text(yaml.safe_dump(data, sort_keys=False, width=10_000), encoding="utf-8")
    print(f"{len(paths)} pieces of land, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
