namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Runs a recorded call that must be refused, by an exception that blames the argument or the state.</summary>
internal static class GoldenRefusal
{
    /// <summary>Why a call that PyTorch refuses is no mistake in this engine, or cannot be written in C#; null where it must be refused.</summary>
    public static string? WhyAllowed(GoldenCase golden)
    {
        if (golden.Error is not { } error) return null;
        bool Says(string text) => error.Message.Contains(text, StringComparison.Ordinal);
        if (error.Kind == "api" || Says("'int' object has no attribute")) return "a number or nothing where Python wants a tensor: here it is converted, or the compiler refuses it";
        if (Says("Expected dtype int64 for index")) return "int32 indices are taken";
        if (Says("not a valid value for reduction") || Says("abc is not valid")) return "a reduction is an enum, which the compiler checks";
        if (Says("up to 64 dims")) return "there may be any number of axes";
        return golden.Op switch
        {
            "t" => "T exchanges the last two axes of any tensor",
            "flipud" => "Flip takes a 0-d tensor for one with an axis of size 1",
            _ => null,
        };
    }

    public static GoldenResult Run(GoldenCase golden, Func<GoldenCall, GoldenOutputs> op, string message)
    {
        if (WhyAllowed(golden) is { } reason) return new(GoldenVerdict.Skipped, reason);
        try
        {
            Tensor[] inputs = [.. golden.Inputs.Select(input => input.ToTensor(GoldenTensor.EngineType(input.DType)))];
            GoldenCall call = golden.Call(inputs, DType.Float64);
            GoldenOutputs outputs = op(call);
            if (call.Unread.Any()) return new(GoldenVerdict.Missing, $"with {string.Join(", ", call.Unread)}");
            return new(GoldenVerdict.Failed, $"returned {string.Join(", ", outputs.Tensors.Select(output => output.Shape))}, must throw: {message}");
        }
        catch (NotOfferedException missing)
        {
            return new(GoldenVerdict.Missing, missing.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return new(GoldenVerdict.Passed);
        }
        catch (Exception exception)
        {
            return new(GoldenVerdict.Failed, $"threw {exception.GetType().Name}: {exception.Message}; an argument exception must say what is wrong");
        }
    }
}
