#!/usr/bin/env bash
# A model that this project wrote has the names, attributes and types of one that Keras saved.
source "$(dirname "$0")/common.sh"
sample=$data/keras-models/k2.14.0_heart_mlp.h5
[ -f "$sample" ] || skip "no sample models in $data (set HE_DATA_DIR)"
python3 - "$HE_SOURCE/models/circulation-encrypted.h5" "$sample" <<'PYTHON'
import json
import sys

import h5py


def kind(attributes, name):
    """How an attribute is stored: class, string kind and character set, extents."""
    id = h5py.h5a.open(attributes._id, name.encode())
    type, space = id.get_type(), id.get_space()
    text = (type.is_variable_str(), type.get_cset()) if type.get_class() == h5py.h5t.STRING else None
    return type.get_class(), text, len(space.get_simple_extent_dims() or ())


ours, keras = (h5py.File(path, "r") for path in sys.argv[1:])
for name in ("model_config", "keras_version", "backend"):
    assert kind(ours.attrs, name) == kind(keras.attrs, name), name
weights = [f["model_weights"] for f in (ours, keras)]
for name in ("layer_names", "keras_version", "backend"):
    assert kind(weights[0].attrs, name) == kind(weights[1].attrs, name), name
assert "top_level_model_weights" in weights[0]

dense = [w[n] for w, n in zip(weights, ("dense", "dense"))]
assert kind(dense[0].attrs, "weight_names") == kind(dense[1].attrs, "weight_names")
names = [list(d.attrs["weight_names"]) for d in dense]
assert [n.split("/")[-1] for n in names[0]] == [n.split("/")[-1] for n in names[1]] == ["kernel:0", "bias:0"]
for group, listed in zip(dense, names):
    assert all(n in group for n in listed)

# The options of a Dense layer are those that Keras writes, but for the shape, which the InputLayer states.
options = []
for file in (ours, keras):
    config = json.loads(file.attrs["model_config"])
    assert config["class_name"] == "Sequential"
    options.append(next(l["config"] for l in config["config"]["layers"] if l["class_name"] == "Dense"))
assert set(options[0]) | {"batch_input_shape"} == set(options[1]) | {"batch_input_shape"}, set(options[0]) ^ set(options[1])
PYTHON
