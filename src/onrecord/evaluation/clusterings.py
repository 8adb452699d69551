"""Scores of clusterings: MUC, B3, CEAFe, LEA, CoNLL F1; pairs, adjusted Rand index, mutual information.

In: clusterings as sets of items. Out: precision, recall and F1. As in the CoNLL reference scorer; CEAFe's alignment is
solved exactly (Kuhn and Munkres), by connected component of the overlap.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence, Set

Clusters = Sequence[Set[Hashable]]


def f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def _ratio(a: float, b: float) -> float:
    return a / b if b else 0.0


def _index(clusters: Clusters) -> dict[Hashable, int]:
    return {m: i for i, c in enumerate(clusters) for m in c}


def _muc(key: Clusters, other: dict[Hashable, int]) -> float:
    hits = total = 0
    for cluster in key:
        parts = {other.get(m, ("alone", m)) for m in cluster}
        hits += len(cluster) - len(parts)
        total += len(cluster) - 1
    return _ratio(hits, total)


def _b3(key: Clusters, other: dict[Hashable, int]) -> float:
    hits = total = 0.0
    for cluster in key:
        total += len(cluster)
        counts = Counter(other[m] for m in cluster if m in other)
        hits += sum(v * v for v in counts.values()) / len(cluster)
    return _ratio(hits, total)


def _lea(key: Clusters, other_clusters: Clusters) -> float:
    other = _index(other_clusters)
    hits = total = 0.0
    for cluster in key:
        total += len(cluster)
        if len(cluster) == 1:
            (m,) = cluster
            hits += 1.0 if m in other and len(other_clusters[other[m]]) == 1 else 0.0
            continue
        counts = Counter(other[m] for m in cluster if m in other)
        links = sum(v * (v - 1) / 2 for v in counts.values())
        hits += len(cluster) * links / (len(cluster) * (len(cluster) - 1) / 2)
    return _ratio(hits, total)


def _assign(cost: list[list[float]]) -> list[int]:
    """Minimum-cost assignment of rows to columns, rows no more than columns: the column of each row."""
    n, m = len(cost), len(cost[0])
    u, v = [0.0] * (n + 1), [0.0] * (m + 1)
    match, way = [0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        match[0], column = i, 0
        least, used = [math.inf] * (m + 1), [False] * (m + 1)
        while True:
            used[column] = True
            row, delta, following = match[column], math.inf, 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                reduced = cost[row - 1][j - 1] - u[row] - v[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, column
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
            if match[column] == 0:
                break
        while column:
            match[column] = match[way[column]]
            column = way[column]
    found = [-1] * n
    for j in range(1, m + 1):
        if match[j]:
            found[match[j] - 1] = j - 1
    return found


def _alignment(key: Clusters, response: Clusters) -> float:
    where = _index(key)
    edges: dict[int, dict[int, float]] = defaultdict(dict)
    for j, cluster in enumerate(response):
        for i, shared in Counter(where[m] for m in cluster if m in where).items():
            edges[i][j] = 2.0 * shared / (len(key[i]) + len(cluster))
    back: dict[int, set[int]] = defaultdict(set)
    for i, row in edges.items():
        for j in row:
            back[j].add(i)
    seen: set[int] = set()
    total = 0.0
    for start in edges:
        if start in seen:
            continue
        rows: set[int] = set()
        columns: set[int] = set()
        stack = [start]
        while stack:
            i = stack.pop()
            if i in rows:
                continue
            rows.add(i)
            for j in edges[i]:
                if j not in columns:
                    columns.add(j)
                    stack.extend(back[j] - rows)
        seen |= rows
        ordered, across = sorted(rows), sorted(columns)
        table = [[edges[i].get(j, 0.0) for j in across] for i in ordered]
        if len(ordered) > len(across):
            table = [list(column) for column in zip(*table, strict=True)]
        total += sum(table[r][c] for r, c in enumerate(_assign([[-x for x in row] for row in table])))
    return total


def coreference(key: Clusters, response: Clusters) -> dict[str, float]:
    """MUC, B3, CEAFe and LEA, each `_P`, `_R` and `_F1`, and their CoNLL_F1 (the mean of the first three)."""
    both = _index(response), _index(key)
    aligned = _alignment(key, response) if key and response else 0.0
    halves = {
        "MUC": (_muc(response, both[1]), _muc(key, both[0])),
        "B3": (_b3(response, both[1]), _b3(key, both[0])),
        "CEAFe": (_ratio(aligned, len(response)), _ratio(aligned, len(key))),
        "LEA": (_lea(response, key), _lea(key, response)),
    }
    figures = {
        f"{name}_{part}": value
        for name, (p, r) in halves.items()
        for part, value in (("P", p), ("R", r), ("F1", f1(p, r)))
    }
    figures["CoNLL_F1"] = sum(figures[f"{name}_F1"] for name in ("MUC", "B3", "CEAFe")) / 3
    return figures


def partition(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """B3, pairs, ARI and NMI of two labellings of the same items."""
    number = len(gold)
    key: dict[str, set[Hashable]] = defaultdict(set)
    response: dict[str, set[Hashable]] = defaultdict(set)
    for i, (a, b) in enumerate(zip(gold, predicted, strict=True)):
        key[a].add(i)
        response[b].add(i)
    p, r = (
        _b3(list(response.values()), _index(list(key.values()))),
        _b3(list(key.values()), _index(list(response.values()))),
    )
    joint, left, right = Counter(zip(gold, predicted, strict=True)), Counter(gold), Counter(predicted)

    def choose(v: float) -> float:
        return v * (v - 1) / 2

    together = sum(map(choose, joint.values()))
    in_gold, in_predicted = sum(map(choose, left.values())), sum(map(choose, right.values()))
    chance = in_gold * in_predicted / choose(number) if number > 1 else 0.0
    middle = (in_gold + in_predicted) / 2
    pairs_p, pairs_r = _ratio(together, in_predicted), _ratio(together, in_gold)
    entropy = sum(-sum(v / number * math.log(v / number) for v in counts.values()) for counts in (left, right))
    mutual = sum(v / number * math.log(v * number / (left[a] * right[b])) for (a, b), v in joint.items())
    return {
        "B3_P": p,
        "B3_R": r,
        "B3_F1": f1(p, r),
        "pairs_P": pairs_p,
        "pairs_R": pairs_r,
        "pairs_F1": f1(pairs_p, pairs_r),
        "ARI": (together - chance) / (middle - chance) if middle != chance else 1.0,
        "NMI": mutual / (entropy / 2) if entropy else 1.0,
        "stories_gold": float(len(key)),
        "stories_pred": float(len(response)),
    }
