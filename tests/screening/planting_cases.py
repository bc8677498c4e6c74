"""What is planted for each rule, in the order of their ids."""

from __future__ import annotations

from planting_decided import v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v30, v31, v32
from planting_paid import v11, v12, v13, v14, v15, v16, v17, v18, v29
from planting_staff import v01, v02, v03, v04, v05, v06, v07, v08, v09, v10

CASES = [
    *(v01, v02, v03, v04, v05, v06, v07, v08, v09, v10, v11, v12, v13, v14, v15, v16),
    *(v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29, v30, v31, v32),
]
