namespace PyDeepTensorNet;

/// <summary>Takes from C# sources what messages quote. It knows brackets, strings and little else, for what it quotes is read by people.</summary>
internal static class SourceText
{
    /// <summary>Lines of a statement that are read; longer ones are cut.</summary>
    private const int MostLines = 8;

    private const int MostLength = 120;

    /// <summary>The statement that starts at a line and column of a file, without assignment and <c>return</c>; null where the file cannot be read.</summary>
    public static string? Statement(string? path, int line, int column)
    {
        if (path is null || line < 1) return null;
        string[] lines;
        try
        {
            if (!File.Exists(path)) return null;
            lines = [.. File.ReadLines(path).Skip(line - 1).Take(MostLines)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        string text = "";
        foreach (string part in lines)
        {
            string trimmed = (text.Length == 0 && column > 1 && column <= part.Length ? part[(column - 1)..] : part).Trim();
            // A chain of calls goes on with a dot, anything else after a space.
            text += text.Length == 0 || trimmed.StartsWith('.') ? trimmed : " " + trimmed;
            if (EndOf(text) is var end and >= 0)
            {
                text = text[..end];
                break;
            }
        }
        text = WithoutTarget(text);
        return text.Length == 0 ? null : text.Length > MostLength ? text[..MostLength] + "..." : text;
    }

    /// <summary>A call of <paramref name="op"/> with its receiver in an expression; all of it where there is none or more than one.</summary>
    public static string CallOf(string op, string expression)
    {
        string call = $".{op}(";
        int at = op.Length == 0 ? -1 : expression.IndexOf(call, StringComparison.Ordinal);
        if (at < 0 || expression.IndexOf(call, at + 1, StringComparison.Ordinal) >= 0) return expression;
        int end = Skip(expression, at + call.Length - 1), start = at;
        while (start > 0)
        {
            char before = expression[start - 1];
            if (before is ')' or ']')
            {
                int depth = 0;
                do
                {
                    start--;
                    if (expression[start] is ')' or ']') depth++;
                    else if (expression[start] is '(' or '[') depth--;
                }
                while (depth > 0 && start > 0);
            }
            else if (char.IsLetterOrDigit(before) || before is '_' or '.')
            {
                start--;
            }
            else
            {
                break;
            }
        }
        return expression[start..end];
    }

    /// <summary>A compiler's name of a method as its author wrote it: that around a lambda, a local function, an iterator or async method.</summary>
    public static string MemberName(string method, string? type)
    {
        if (method == "MoveNext" && type?.LastIndexOf('<') is >= 0 and var state) return type[(state + 1)..type.IndexOf('>', state)];
        int local = method.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0) return method[(local + 4)..method.IndexOf('|', local)];
        return method.StartsWith('<') && method.IndexOf('>') is > 1 and var end ? method[1..end] : method;
    }

    /// <summary>Where the statement ends: at a semicolon, or where something closes that was opened before; -1 where it goes on.</summary>
    private static int EndOf(string text)
    {
        bool generic = false;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ';' or ')' or '}' or ']':
                case ',' when !generic:
                    return i;
                case '<':
                    generic = true;
                    break;
                case '(' or '[' or '{' or '"':
                    i = Skip(text, i) - 1;
                    break;
            }
        }
        return -1;
    }

    /// <summary>The place behind the bracket or string that opens at <paramref name="open"/>, or the end of the text.</summary>
    private static int Skip(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when --depth == 0:
                    return i + 1;
                case '"':
                    i = text.IndexOf('"', i + 1);
                    if (i < 0) return text.Length;
                    if (depth == 0) return i + 1;
                    break;
            }
        }
        return text.Length;
    }

    /// <summary>What stands right of <c>=</c>, <c>=></c> or <c>return</c>.</summary>
    private static string WithoutTarget(string text)
    {
        if (text.StartsWith("return ", StringComparison.Ordinal)) return text[7..].Trim();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{' or '"') i = Skip(text, i) - 1;
            // An element that is written to belongs to what is computed.
            else if (text[i] == '=' && i + 1 < text.Length && text[i + 1] is ' ' or '>') return text[..i].TrimEnd().EndsWith(']') && text[i + 1] == ' ' ? text : text[(i + 2)..].Trim();
        }
        return text.Trim();
    }
}
