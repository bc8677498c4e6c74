"""The parts every window is built of: values in, signals out; none of them knows a store or a visit."""
