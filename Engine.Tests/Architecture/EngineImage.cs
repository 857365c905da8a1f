using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Tests.Architecture;

/// <summary>A place in the sources: a member or type, and the file that declares it.</summary>
/// <param name="Member">Type and member, as messages name them.</param>
/// <param name="File">The file's path within Engine, with slashes.</param>
internal sealed record Place(string Member, string File)
{
    /// <summary>The folder of Engine that the file is in.</summary>
    public string Room => File.Split('/')[0];
}

/// <summary>
/// The compiled engine: which member of which source file uses which other. Files come from the debug information, since classes are spread over rooms and only files tell who is where.
/// </summary>
internal sealed class EngineImage
{
    /// <summary>Kind of the debug information that names the documents of a type without method bodies.</summary>
    private static readonly Guid s_typeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private static readonly Dictionary<int, OpCode> s_opCodes = typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => (int)(ushort)code.Value);

    private readonly MetadataReader _metadata;
    private readonly Dictionary<TypeDefinitionHandle, Place> _types = [];
    private readonly Dictionary<MethodDefinitionHandle, Place> _methods = [];
    private readonly HashSet<(Place User, Place Used)> _uses = [];

    /// <summary>The folder of the engine's sources.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Engine"));

    public static EngineImage Read { get; } = new(typeof(Tensor).Assembly.Location);

    /// <summary>Every use of a member or type by another.</summary>
    public IReadOnlyCollection<(Place User, Place Used)> Uses => _uses;

    public IReadOnlyCollection<Place> Types => _types.Values;

    public IReadOnlyCollection<Place> Methods => _methods.Values;

    /// <summary>The assemblies that the engine refers to.</summary>
    public IReadOnlyList<string> References { get; }

    private EngineImage(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
        _metadata = image.GetMetadataReader();
        References = [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];
        Locate(symbols.GetMetadataReader());
        var signatures = new TypesInSignature();
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            if (_types.TryGetValue(handle, out Place? place)) ReadType(place, type, signatures);
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                if (_methods.TryGetValue(method, out Place? user)) ReadMethod(user, _metadata.GetMethodDefinition(method), image, signatures);
            }
        }
    }

    /// <summary>Which file every method, and through its methods every type, is declared in.</summary>
    private void Locate(MetadataReader symbols)
    {
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            string name = NameOf(handle);
            string? first = symbols.GetCustomDebugInformation(handle).Select(symbols.GetCustomDebugInformation)
                .Where(information => symbols.GetGuid(information.Kind) == s_typeDocuments)
                .Select(information => FileOf(symbols, MetadataTokens.DocumentHandle(symbols.GetBlobReader(information.Value).ReadCompressedInteger()))).FirstOrDefault();
            var files = new Dictionary<MethodDefinitionHandle, string>();
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                MethodDebugInformation information = symbols.GetMethodDebugInformation(method);
                DocumentHandle document = information.Document.IsNil ? information.GetSequencePoints().Select(point => point.Document).FirstOrDefault() : information.Document;
                if (!document.IsNil && FileOf(symbols, document) is { } file) files[method] = file;
            }
            // A class in several rooms belongs to the lowest of them; what the compiler wrote has no file, and goes with the class.
            string? home = files.Values.Append(first).OfType<string>().MinBy(file => (Rooms.Floor(file.Split('/')[0]), file.EndsWith($"/{name}.cs", StringComparison.Ordinal) ? "" : file));
            // Nested types without code are not told of: they go with the outer one.
            if (home is null && _types.TryGetValue(type.GetDeclaringType(), out Place? outer)) home = outer.File;
            if (home is null) continue;
            if (!name.Contains('<', StringComparison.Ordinal)) _types[handle] = new(name, home);
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                _methods[method] = new($"{name}.{_metadata.GetString(_metadata.GetMethodDefinition(method).Name)}", files.GetValueOrDefault(method, home));
            }
        }
    }

    private static string? FileOf(MetadataReader symbols, DocumentHandle document)
    {
        string path = Path.GetRelativePath(Folder, symbols.GetString(symbols.GetDocument(document).Name)).Replace('\\', '/');
        return path.StartsWith("..", StringComparison.Ordinal) || path.StartsWith("obj/", StringComparison.Ordinal) ? null : path;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string name = _metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(outer)}.{name}" : name;
    }

    private void ReadType(Place user, TypeDefinition type, TypesInSignature signatures)
    {
        Add(user, type.BaseType, signatures);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations()) Add(user, _metadata.GetInterfaceImplementation(handle).Interface, signatures);
        foreach (FieldDefinitionHandle handle in type.GetFields()) Add(user, _metadata.GetFieldDefinition(handle).DecodeSignature(signatures, null));
    }

    private void ReadMethod(Place user, MethodDefinition method, PEReader image, TypesInSignature signatures)
    {
        Add(user, method.DecodeSignature(signatures, null));
        foreach (GenericParameterHandle handle in method.GetGenericParameters())
        {
            foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(handle).GetConstraints()) Add(user, _metadata.GetGenericParameterConstraint(constraint).Type, signatures);
        }
        if (method.RelativeVirtualAddress == 0) return;
        MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (ImmutableArray<TypeDefinitionHandle> types in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null)) Add(user, types);
        }
        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int first = code.ReadByte();
            OpCode instruction = s_opCodes[first == 0xFE ? 0xFE00 | code.ReadByte() : first];
            switch (instruction.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    Add(user, MetadataTokens.EntityHandle(code.ReadInt32()), signatures);
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += targets * 4;
                    break;
                default:
                    code.Offset += instruction.OperandType switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    private void Add(Place user, EntityHandle used, TypesInSignature signatures)
    {
        switch (used.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(user, [(TypeDefinitionHandle)used]);
                break;
            case HandleKind.MethodDefinition:
                if (_methods.TryGetValue((MethodDefinitionHandle)used, out Place? method)) Add(user, method);
                break;
            case HandleKind.FieldDefinition:
                Add(user, [_metadata.GetFieldDefinition((FieldDefinitionHandle)used).GetDeclaringType()]);
                break;
            case HandleKind.MemberReference:
                Add(user, _metadata.GetMemberReference((MemberReferenceHandle)used).Parent, signatures);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)used);
                Add(user, specification.Method, signatures);
                foreach (ImmutableArray<TypeDefinitionHandle> argument in specification.DecodeSignature(signatures, null)) Add(user, argument);
                break;
            case HandleKind.TypeSpecification:
                Add(user, _metadata.GetTypeSpecification((TypeSpecificationHandle)used).DecodeSignature(signatures, null));
                break;
        }
    }

    private void Add(Place user, MethodSignature<ImmutableArray<TypeDefinitionHandle>> signature)
    {
        Add(user, signature.ReturnType);
        foreach (ImmutableArray<TypeDefinitionHandle> parameter in signature.ParameterTypes) Add(user, parameter);
    }

    private void Add(Place user, ImmutableArray<TypeDefinitionHandle> types)
    {
        foreach (TypeDefinitionHandle type in types)
        {
            if (_types.TryGetValue(type, out Place? used)) Add(user, used);
        }
    }

    private void Add(Place user, Place used) => _uses.Add((user, used));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>The engine's types that a signature mentions.</summary>
    private sealed class TypesInSignature : ISignatureTypeProvider<ImmutableArray<TypeDefinitionHandle>, object?>
    {
        public ImmutableArray<TypeDefinitionHandle> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

        public ImmutableArray<TypeDefinitionHandle> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [];

        public ImmutableArray<TypeDefinitionHandle> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public ImmutableArray<TypeDefinitionHandle> GetGenericInstantiation(ImmutableArray<TypeDefinitionHandle> genericType, ImmutableArray<ImmutableArray<TypeDefinitionHandle>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(argument => argument)];

        public ImmutableArray<TypeDefinitionHandle> GetFunctionPointerType(MethodSignature<ImmutableArray<TypeDefinitionHandle>> signature) => [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(parameter => parameter)];

        public ImmutableArray<TypeDefinitionHandle> GetModifiedType(ImmutableArray<TypeDefinitionHandle> modifier, ImmutableArray<TypeDefinitionHandle> unmodifiedType, bool isRequired) => unmodifiedType;

        public ImmutableArray<TypeDefinitionHandle> GetArrayType(ImmutableArray<TypeDefinitionHandle> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<TypeDefinitionHandle> GetByReferenceType(ImmutableArray<TypeDefinitionHandle> elementType) => elementType;

        public ImmutableArray<TypeDefinitionHandle> GetPinnedType(ImmutableArray<TypeDefinitionHandle> elementType) => elementType;

        public ImmutableArray<TypeDefinitionHandle> GetPointerType(ImmutableArray<TypeDefinitionHandle> elementType) => elementType;

        public ImmutableArray<TypeDefinitionHandle> GetSZArrayType(ImmutableArray<TypeDefinitionHandle> elementType) => elementType;

        public ImmutableArray<TypeDefinitionHandle> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<TypeDefinitionHandle> GetGenericTypeParameter(object? genericContext, int index) => [];

        public ImmutableArray<TypeDefinitionHandle> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];
    }
}
