"""What the authors of the scheme claim, beside what a run found: a row for each claim, its figures from the summary."""
import records
from markdown import error, table

NOTHING = ("Not measured", "No data of this kind were at hand.")


def between(values, form="{:.2f}"):
    """"1.89 to 2.36", or "not measured"."""
    values = list(values)
    if not values:
        return "not measured"
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low.split(' ')[0]} to {high}"


def of(rows, **wanted):
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def ratios(summary, way):
    return between((row["ratio"] for row in of(records.times(summary), step="inference", way=way)), "{:.2f} times")


def largest(summary, against):
    """The largest difference, in the unit of its target."""
    values = [row["largest"] for row in records.differences(summary) if row["against"] == against]
    return error(max(values)) if values else "not measured"


def alike(summary):
    return between((100 * row["alike"] for row in records.differences(summary) if row["alike"] is not None), "{:.4g} %")


def networks(summary, use_case):
    return [e["title"] for e in records.available(summary) if e["use_case"] == use_case]


def network_score(rows):
    """The score of one network under MORE: "ARCADE, tanh: 98.00 % of 200 records right"."""
    name, count = rows[0]["network"].split(", ", 1)[-1], f"{rows[0]['records']:,} records"
    if rows[0]["accuracy"] is not None:
        return f"{name}: {100 * rows[0]['accuracy']:.2f} % of {count} right"
    return f"{name}: R² {between((row['r_squared'] for row in rows), '{:.4f}')} on {count}"


def score(summary, use_case, verdict, limits=""):
    """The verdict, and scores under MORE with whether those in plain are the same to the four digits that are shown."""
    titles = networks(summary, use_case)
    if not titles:
        return NOTHING
    more, plain = ([row for row in of(records.accuracy(summary), way=way) if row["network"] in titles] for way in ("more", "plain"))
    apart = max(abs((a["accuracy"] or a["r_squared"]) - (b["accuracy"] or b["r_squared"])) for a, b in zip(more, plain))
    each = "; ".join(network_score(of(more, network=title)) for title in titles)
    return verdict, f"On ciphertexts, {each}. The scores in plain {'are the same' if apart < 1e-4 else f'differ by {error(apart)}'}.{limits}"


def audit(summary, scheme, price=""):
    """What the attack read of all test sets; the claim is refuted where it read everything."""
    rows = of(records.audit(summary), way=scheme)
    if not rows:
        return NOTHING
    share = between((100 * row["share"] for row in rows), "{:.4g} %")
    pairs = between((row["pairs"] for row in rows if row["pairs"] is not None), "{}")
    return ("Refuted" if all(row["share"] > 0.999 for row in rows) else "Not confirmed",
            f"`he-audit` reads {share} of the numbers of every test set, without the key and without knowing any of them. "
            f"A person who does not know the scheme needs {pairs} known numbers.{price}")


def published(summary):
    rows = [f"{row['what'].split(',')[0]} {row['microseconds']:,.0f} µs ({row['note']})" for row in summary["published"]]
    return f" Published times of one record under secure schemes: {'; '.join(rows)}." if rows else ""


def claims(summary):
    """(claim, verdict, what was measured, where) of each."""
    yield ("A real number becomes a matrix S·diag(m, r)·S⁻¹, and a whole network runs directly on it", "Holds",
           "All networks of these tables run and train on ciphertexts. The published form on 2x2 matrices gives the same predictions as the faster one.",
           "[Differences](#differences-of-outputs), [format.md](format.md)")
    yield ("Results on encrypted and on plain data differ negligibly", "Holds",
           f"With the same weights the largest difference is {largest(summary, 'same_weights')} in the unit of its target. Decisions are alike for {alike(summary)} of the "
           f"records. After separate trainings the largest difference is {largest(summary, 'trained_apart')}.", "[Differences](#differences-of-outputs)")
    yield ("Digits (MNIST)", *score(summary, "digits", "Holds"), "[Accuracy](#accuracy), [models/mnist.md](../models/mnist.md)")
    yield ("A network estimates parameters of a whole-body circulation model",
           *score(summary, "circulation", "Holds for simulated patients", " No real patient was among them."), "[Accuracy](#accuracy), [models/circulation.md](../models/circulation.md)")
    yield ("X-ray coronary angiograms",
           *score(summary, "angiography", "Holds, within one collection of images", " Frames of another hospital score far lower."), "[Accuracy](#accuracy), [models/angiography.md](../models/angiography.md)")
    yield ("The encrypted run is one order of magnitude slower", "Faster than claimed",
           f"Inference takes {ratios(summary, 'more')} the seconds in plain; on 2x2 matrices, as published, {ratios(summary, 'matrix')}.", "[Seconds](#seconds)")
    yield ("Hybrid MORE, which adds a layer of polynomial evaluation maps, is more secure",
           *audit(summary, "hybrid", f" Inference takes {ratios(summary, 'hybrid')} the seconds in plain. The construction is ours, after PORE of Kipnis and Hibshoosh."),
           "[What he-audit reads](#what-he-audit-reads), [SECURITY.md](../SECURITY.md)")
    yield ("The external party learns nothing of the data", *audit(summary, "more"),
           "[What he-audit reads](#what-he-audit-reads), [SECURITY.md](../SECURITY.md)")
    yield ("The user learns nothing of the model", "Partly, and not measured",
           "A file of predictions holds no weights: it holds names, a fingerprint and the predictions. A user who asks often can fit a model of his own to the answers; "
           "nothing here prevents that. A model that is encrypted under the user's key is readable for that user.", "[format.md](format.md), [SECURITY.md](../SECURITY.md)")
    yield ("Future work: more security, and still usable", "Partly",
           f"Hybrid MORE of the degrees 2, 3, 4 and 8 does not resist the audit. CKKS with 128 bits of security does, at the price that [CKKS](#ckks) states, for networks of squares.{published(summary)}",
           "[SECURITY.md](../SECURITY.md), [other programs](#compared-with-other-programs)")


def claims_table(summary):
    rows = [[claim, f"**{word}.** {measured}", where] for claim, word, measured, where in claims(summary)]
    return table(["what the poster claims", "what we measured", "where"], rows, 0)
