using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HelpdeskMail.Helpdesk.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>Words that stand in Razor components as they are, found in the code that the compiler makes of them: there it is certain what is a text, what an attribute and what an expression.</summary>
internal static partial class PageLiterals
{
    /// <summary>What people read besides texts: attributes, and parameters by which our components draw texts.</summary>
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "title", "aria-label", "placeholder", "alt", "Title", "Text", "Label", "Hint", "Placeholder", "Unit", "First", "Taken", "Side", "Heading",
    };

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Component and words.</summary>
    public static IReadOnlyList<(string Component, string Words)> Find() =>
        [.. typeof(App).Assembly.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(Outermost(type)))
            .SelectMany(type => Methods(type).SelectMany(method => Find(method, type)).Select(words => (Outermost(type).Name, words.Trim()))).Distinct()];

    private static IEnumerable<MethodBase> Methods(Type type)
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        return type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All));
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<string> Find(MethodBase method, Type type)
    {
        var code = Decode(method, type).Where(one => one.Code != OpCodes.Nop).ToList();
        for (var i = 0; i < code.Count; i++)
        {
            if (code[i].Operand is not string words)
            {
                continue;
            }

            var before = i > 0 ? code[i - 1].Operand as string : null;
            var call = i + 1 < code.Count && code[i + 1].Operand is MethodBase next ? next : null;
            if (call?.DeclaringType == typeof(RenderTreeBuilder) && call.Name == nameof(RenderTreeBuilder.AddMarkupContent))
            {
                foreach (var read in InMarkup(words))
                {
                    yield return read;
                }
            }
            else if (Letter().IsMatch(words)
                && ((call?.DeclaringType == typeof(RenderTreeBuilder) && call.Name == nameof(RenderTreeBuilder.AddContent)) || (before is not null && Read.Contains(before)) || (before is null && SeveralWords().IsMatch(words))))
            {
                yield return words;
            }
        }
    }

    private static IEnumerable<string> InMarkup(string markup)
    {
        var body = new HtmlParser().ParseDocument($"<body>{markup}").Body!;
        foreach (var text in body.Descendants<IText>().Where(text => Letter().IsMatch(text.Data) && text.ParentElement?.Closest("code, kbd, svg, style, script") is null))
        {
            yield return text.Data;
        }

        foreach (var attribute in body.QuerySelectorAll("*").SelectMany(element => element.Attributes).Where(attribute => Read.Contains(attribute.Name) && Letter().IsMatch(attribute.Value)))
        {
            yield return attribute.Value;
        }
    }

    /// <summary>The instructions with the strings and methods they name (ECMA-335, partition III).</summary>
    private static IEnumerable<(OpCode Code, object? Operand)> Decode(MethodBase method, Type type)
    {
        var bytes = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < bytes.Length;)
        {
            var code = bytes[at] == 0xFE ? Codes[(short)(0xFE00 | bytes[at + 1])] : Codes[bytes[at]];
            at += code.Size;
            yield return (code, code.OperandType switch
            {
                OperandType.InlineString => method.Module.ResolveString(BitConverter.ToInt32(bytes, at)),
                OperandType.InlineMethod => method.Module.ResolveMethod(BitConverter.ToInt32(bytes, at), type.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null),
                _ => null,
            });
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(bytes, at)),
                _ => 4,
            };
        }
    }

    [GeneratedRegex(@"\p{L}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Letter();

    [GeneratedRegex(@"\p{L}{2,}[,;:]? \p{L}{2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SeveralWords();
}
