namespace PyDeepTensorNet;

/// <summary>Shapes, ranks, axes or counts that do not fit the operation; the message names the op, every shape, the axis at fault and the remedy, and in debug mode the call.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>An exception without a message.</summary>
    public ShapeException() { }

    /// <summary>An exception with its message.</summary>
    public ShapeException(string message) : base(Site.Quote(message)) { }

    /// <summary>An exception with its message and cause.</summary>
    public ShapeException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>An element type that the operation does not take, or types that differ; the message says how to cast.</summary>
public sealed class DTypeException : ArgumentException
{
    /// <summary>An exception without a message.</summary>
    public DTypeException() { }

    /// <summary>An exception with its message.</summary>
    public DTypeException(string message) : base(Site.Quote(message)) { }

    /// <summary>An exception with its message and cause.</summary>
    public DTypeException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>An index or class number outside its axis; the message gives the value, where it stands and the range.</summary>
public sealed class TensorIndexException : ArgumentException
{
    /// <summary>An exception without a message.</summary>
    public TensorIndexException() { }

    /// <summary>An exception with its message.</summary>
    public TensorIndexException(string message) : base(Site.Quote(message)) { }

    /// <summary>An exception with its message and cause.</summary>
    public TensorIndexException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A tape used wrongly: none open, the wrong thread, a loss it did not record, a saved value overwritten.</summary>
public sealed class TapeException : InvalidOperationException
{
    /// <summary>An exception without a message.</summary>
    public TapeException() { }

    /// <summary>An exception with its message.</summary>
    public TapeException(string message) : base(message) { }

    /// <summary>An exception with its message and cause.</summary>
    public TapeException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A step that cannot be replayed as it was recorded: it reads a value on the host, depends on one that is not an argument, or does something else than before; the message names the op and the line.</summary>
public sealed class CaptureException : InvalidOperationException
{
    /// <summary>An exception without a message.</summary>
    public CaptureException() { }

    /// <summary>An exception with its message.</summary>
    public CaptureException(string message) : base(message) { }

    /// <summary>An exception with its message and cause.</summary>
    public CaptureException(string message, Exception innerException) : base(message, innerException) { }
}
