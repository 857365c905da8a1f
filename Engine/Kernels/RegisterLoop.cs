using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>A function of registers as a loop takes it in.</summary>
/// <param name="Delegate">Of <see cref="Vector256{T}"/>, as many as it has operands.</param>
/// <param name="IsLong">Whether it is more than a few instructions.</param>
internal readonly record struct RegisterFunction(Delegate Delegate, bool IsLong);

/// <summary>
/// A loop over memory that calls several functions one after the other, made at run time: the JIT takes the functions in, and what they hand each other stays in registers. Eleven short functions and two
/// long ones take 1.8 ns an element from memory where a pass over tiles for each takes 3.6. It does not exist where code cannot be made at run time (NativeAOT).
/// </summary>
/// <remarks>A long function of another one's result is for the next loop: one register waits for both in turn, and the processor does not look far enough ahead to begin the next (tanh(sigmoid(x)) 1.5 ns an element, in two loops 1.1).</remarks>
internal sealed unsafe class RegisterLoop
{
    /// <summary>Functions of a loop at the most: a chain of 16 products takes 0.02 ns for each, one of 128 0.09.</summary>
    public const int LongestChain = 24;

    /// <summary>Long functions of a loop at the most: eight that do not need each other take as long as in eight loops.</summary>
    public const int MostLong = 8;

    private delegate Vector256<T> Loading<T>(T* from) where T : unmanaged;

    private delegate void Storing<T>(Vector256<T> value, T* to) where T : unmanaged;

    private delegate void Pass(nint* places, nint bytes);

    private readonly Pass _pass;

    private RegisterLoop(Pass pass) => _pass = pass;

    /// <summary>Whether there can be loops.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported && Vector256.IsHardwareAccelerated;

    /// <summary>A call of a function: the numbers of its operands, that of its result, and the place where that is stored too, or -1.</summary>
    public readonly record struct Call(MethodInfo Method, int[] Operands, int Result, int Place);

    /// <summary>Compiles a loop; null where there are none.</summary>
    /// <param name="constants">Of each value that is loaded, from the place of its number, whether it is one number for all elements.</param>
    /// <param name="calls">In their order.</param>
    public static RegisterLoop? Make<T>(IReadOnlyList<bool> constants, IReadOnlyList<Call> calls) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Asked here too: where it is known at publishing that there is none, all of this is left out.
        if (!RuntimeFeature.IsDynamicCodeSupported) return null;
        MethodInfo load = ((Loading<T>)Simd256<T>.Load).Method, store = ((Storing<T>)Simd256<T>.Store).Method, broadcast = ((Func<T, Vector256<T>>)Simd256<T>.Broadcast).Method;
        var method = new DynamicMethod("RegisterLoop", typeof(void), [typeof(nint*), typeof(nint)], typeof(RegisterLoop).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder[] places = [.. Enumerable.Range(0, Math.Max(constants.Count, 1 + calls.Max(call => call.Place))).Select(_ => il.DeclareLocal(typeof(nint)))];
        LocalBuilder[] values = [.. Enumerable.Range(0, 1 + calls.Max(call => call.Result)).Select(_ => il.DeclareLocal(typeof(Vector256<T>)))];
        LocalBuilder at = il.DeclareLocal(typeof(nint));
        for (int i = 0; i < places.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(nint));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, places[i]);
            if (i >= constants.Count || !constants[i]) continue;
            il.Emit(OpCodes.Ldloc, places[i]);
            il.Emit(OpCodes.Ldobj, typeof(T));
            il.Emit(OpCodes.Call, broadcast);
            il.Emit(OpCodes.Stloc, values[i]);
        }
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, at);
        Label top = il.DefineLabel();
        il.MarkLabel(top);
        for (int i = 0; i < constants.Count; i++)
        {
            if (constants[i]) continue;
            Address(i);
            il.Emit(OpCodes.Call, load);
            il.Emit(OpCodes.Stloc, values[i]);
        }
        foreach (Call call in calls)
        {
            foreach (int operand in call.Operands) il.Emit(OpCodes.Ldloc, values[operand]);
            il.Emit(OpCodes.Call, call.Method);
            il.Emit(OpCodes.Stloc, values[call.Result]);
            if (call.Place < 0) continue;
            il.Emit(OpCodes.Ldloc, values[call.Result]);
            Address(call.Place);
            il.Emit(OpCodes.Call, store);
        }
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Ldc_I4, sizeof(Vector256<T>));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, at);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Blt, top);
        il.Emit(OpCodes.Ret);
        return new RegisterLoop(method.CreateDelegate<Pass>());

        void Address(int place)
        {
            il.Emit(OpCodes.Ldloc, places[place]);
            il.Emit(OpCodes.Ldloc, at);
            il.Emit(OpCodes.Add);
        }
    }

    /// <summary>Runs over so many bytes, a whole number of registers and at least one, of each place.</summary>
    public void Run(nint* places, nint bytes) => _pass(places, bytes);
}
