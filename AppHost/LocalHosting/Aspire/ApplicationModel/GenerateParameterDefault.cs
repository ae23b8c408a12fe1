using System.Security.Cryptography;
using System.Text.Json;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, made when it is first needed.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // No vowels that spell words and nothing that looks alike; the special characters need no quoting in shells and addresses.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>Length of the value.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether it may hold lower-case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether it may hold upper-case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether it may hold digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether it may hold special characters.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue()
    {
        var alphabet = string.Concat(
            Lower ? LowerCharacters : "",
            Upper ? UpperCharacters : "",
            Numeric ? NumericCharacters : "",
            Special ? SpecialCharacters : "");
        return alphabet.Length == 0
            ? throw new InvalidOperationException("A generated parameter needs at least one kind of character.")
            : RandomNumberGenerator.GetString(alphabet, Math.Max(MinLength, 1));
    }

    internal override void WriteToManifest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        WriteWhenOff(writer, "lower", Lower);
        WriteWhenOff(writer, "upper", Upper);
        WriteWhenOff(writer, "numeric", Numeric);
        WriteWhenOff(writer, "special", Special);
        writer.WriteEndObject();
    }

    private static void WriteWhenOff(Utf8JsonWriter writer, string name, bool value)
    {
        if (!value)
        {
            writer.WriteBoolean(name, value);
        }
    }
}
