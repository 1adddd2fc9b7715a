"""The errors that a user may meet. Each message names the thing, what is wrong with it and what to do."""


class RsmissError(Exception):
    """Base of all errors whose message is meant for the user, as one sentence or two."""


class InputError(RsmissError):
    """A layer, a field, a parameter or a file of the user's does not fit."""


class ModelFileError(RsmissError):
    """A model file cannot be read, or does not fit the layers at hand."""


class EngineError(RsmissError):
    """The engine's own environment is not usable: a package or a device is missing."""


class Cancelled(RsmissError):  # noqa: N818 - not an error of anybody's
    """The user, or the process that started the job, asked it to stop."""
