namespace PyDeepTensorNet;

/// <summary>What is known to make values infinite or NaN, and to help, by operation and ranges of operands.</summary>
internal static class Remedies
{
    private const string OneSided = "the branch that Where does not take is differentiated too: give the operation harmless operands there, Where(mask, f(Where(mask, x, 1)), 0)";

    private const string Scale = "scale the operands down, or compute in float64";

    /// <summary>For a result.</summary>
    public static (string Cause, string Remedy) OfResult(string op, ReadOnlySpan<ValueRange> operands, ValueRange result, DType dtype)
    {
        ValueRange x = operands.IsEmpty ? default : operands[0], last = operands.IsEmpty ? default : operands[^1];
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].NaNs > 0) return ($"operand {i + 1} holds NaN already", "look at where it comes from: data, or what was computed before the tape was opened");
        }
        bool infinite = false;
        foreach (ValueRange operand in operands) infinite |= operand.PositiveInfinities + operand.NegativeInfinities > 0;
        double limit = dtype == DType.Float32 ? 88.7 : 709.8;
        switch (op)
        {
            case "Log" or "Log2" or "Log10" or "LogSigmoid" or "Xlogy" when last.Low < 0:
                return ("the logarithm of a negative number", "look at the sign, or clamp the operand with ClampMin(1e-12)");
            case "Log" or "Log2" or "Log10" or "Xlogy":
                return ("the logarithm of 0", "clamp the operand with ClampMin(1e-12), or take LogSoftmax, LogSigmoid or a loss from logits, which do not round to 0 first");
            case "Log1p":
                return ("log(1 + x) of -1 or less", "clamp the operand above -1");
            case "Logit":
                return ("the logit of 0 or 1, or of a number outside [0, 1]", "clamp the probabilities, or keep the logits that they came from");
            case "Sqrt" when x.Low < 0:
                return ("the square root of a negative number", "clamp the operand with ClampMin(0); differences of squares round to less than 0");
            case "Rsqrt" or "Reciprocal" or "DivFromScalar" when x.Zeros > 0:
            case "Div" or "DivScalar" or "Addcdiv" or "Remainder" or "Fmod" when operands.Length < 2 || last.Zeros > 0:
                return ("division by 0", "add a small number to the denominator, or replace its zeros with Where before dividing");
            case "Rsqrt":
                return ("the square root of a negative number", "clamp the operand with ClampMin(1e-12)");
            case "Exp" or "Exp2" or "Expm1" or "Sinh" or "Cosh" or "Ldexp":
                return ($"it overflows {dtype.Name()}, whose exponentials end at {Quantities.Significant(limit)}", "subtract the maximum first (Softmax, LogSumExp, LogSoftmax do), or clamp the operand");
            case "Pow" or "PowScalar" when x.Low < 0 && result.NaNs > 0:
                return ("a fractional power of a negative number", "take the power of Abs() or of ClampMin(0)");
            case "Pow" or "PowScalar" when x.Zeros > 0:
                return ("a negative power of 0", "add a small number to the base");
            case "Asin" or "Acos" or "Atanh" or "Erfinv":
                return ($"{op} outside [-1, 1], or at an end where it is infinite", "clamp the operand a little inside, Clamp(-1 + 1e-6, 1 - 1e-6): products of normalized vectors round to more than 1");
            case "Acosh":
                return ("Acosh below 1", "clamp the operand with ClampMin(1)");
            case "Lgamma" or "Digamma" or "Polygamma":
                return ("a pole of the gamma function, at 0 or a negative integer", "keep the operand positive");
            case "Softmax" or "LogSoftmax" or "LogSumExp" or "ScaledDotProductAttention" when infinite:
                return ("inf - inf: a row is masked throughout", "leave one entry of each row, or fill masks with a large finite number such as -1e9");
            case "Add" or "Sub" or "Lerp" or "Sum" or "Mean" or "Var" or "Std" when infinite:
                return ("inf - inf", "fill masks with a large finite number such as -1e9 in place of an infinity");
            case "Mul" or "MulScalar" or "MatMul" or "Linear" when infinite:
                return ("0 * inf, or inf - inf in a sum of products", "choose with Where in place of multiplying by a mask");
            case "Mean" or "Var" or "Std" when x.Count == 0 || result.NaNs > 0:
                return ("the statistics of too few elements", "give the reduced axes two elements or more, or correction: 0");
        }
        return result.NaNs > 0
            ? ("the operation is not defined at these operands", "look at the ranges of the operands")
            : ($"it overflows {dtype.Name()}, which ends at {(dtype == DType.Float32 ? "3.4e38" : "1.8e308")}", Scale);
    }

    /// <summary>For the cotangent of an operand.</summary>
    public static (string Cause, string Remedy) OfCotangent(string op, ValueRange arriving, ValueRange cotangent)
    {
        if (!arriving.IsFinite) return ("what arrives is not finite already", "look at the seed, and at the hooks");
        (string cause, string remedy) = op switch
        {
            "Sqrt" => ("the derivative of the square root is infinite at 0", "add a small number under the root"),
            "Rsqrt" or "Reciprocal" or "Div" or "DivFromScalar" or "Addcdiv" => ("the derivative of a quotient overflows where the denominator is close to 0", "add a small number to the denominator"),
            "Log" or "Log2" or "Log10" or "Xlogy" or "Log1p" or "Logit" => ("the derivative of the logarithm, 1/x, overflows close to 0", "clamp the operand with ClampMin(1e-12)"),
            "Pow" or "PowScalar" => ("the derivative of a power below 1 is infinite at 0", "add a small number to the base"),
            "Acos" or "Asin" or "Atanh" => ($"the derivative of {op} is infinite at -1 and 1", "clamp the operand a little inside, Clamp(-1 + 1e-6, 1 - 1e-6)"),
            "Acosh" => ("the derivative of Acosh is infinite at 1", "clamp the operand a little above 1"),
            "Norm" or "AbsPow" or "Hypot" or "Std" or "Atan2" => ($"the derivative of {op} is infinite or undefined at 0", "add a small number under the root, or use the square of it"),
            "Exp" or "Exp2" or "Expm1" or "Sinh" or "Cosh" => ("the exponential is so large that its derivative overflows", "subtract the maximum first, or clamp the operand"),
            "Svd" or "Eigh" or "Qr" or "Inverse" or "Solve" or "Det" or "LogAbsDet" or "Cholesky" => ("the matrix is singular, or two of its singular values or eigenvalues are equal", "add a small multiple of the identity"),
            _ => ("the derivative overflows, or is not defined at these operands", Scale),
        };
        // A zero times an infinite slope: somewhere downstream the element was not taken.
        return cotangent.NaNs > 0 && arriving.Zeros > 0 ? ($"0 * inf: {cause}, and 0 arrives there", OneSided) : (cause, remedy);
    }
}
