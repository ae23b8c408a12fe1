using System.Text.Json;
using System.Text.Json.Serialization;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>Reads a fault as scripts and the page write it: the fault's own members, <c>kind</c>, and <c>times</c>.</summary>
public static class FaultOrder
{
    /// <summary>The kind need not be the first member.</summary>
    private static readonly JsonSerializerOptions AnyOrder = new(FaultBoard.Json) { AllowOutOfOrderMetadataProperties = true, RespectRequiredConstructorParameters = true };

    /// <summary>The fault and how many times it happens (null: until removed), or what is wrong with the text.</summary>
    public static (Fault? Fault, int? Times, string? Problem) Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var fault = document.Deserialize<Fault>(AnyOrder) ?? throw new JsonException("The text is null.");
            int? times = document.RootElement.TryGetProperty("times", out var given) && given.TryGetInt32(out var count) ? count : null;
            return times <= 0 ? (null, null, "«times» is at least 1.") : (fault, times, null);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            return (null, null, $"{exception.Message} «kind» is one of {string.Join(", ", Kinds())}.");
        }
    }

    private static IEnumerable<string> Kinds() =>
        typeof(Fault).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!);
}
