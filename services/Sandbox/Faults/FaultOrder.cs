using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>Reads a fault as scripts and the page write it: the fault's own members, <c>kind</c>, and <c>times</c>; or <c>catalogue</c> with the id of an entry, and members that differ from its own.</summary>
public static class FaultOrder
{
    /// <summary>The kind need not be the first member.</summary>
    private static readonly JsonSerializerOptions AnyOrder = new(FaultBoard.Json) { AllowOutOfOrderMetadataProperties = true, RespectRequiredConstructorParameters = true };

    /// <summary>The fault and how many times it happens (null: until removed), or what is wrong with the text.</summary>
    public static (Fault? Fault, int? Times, string? Problem) Read(string json)
    {
        try
        {
            var order = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("The text is no JSON object.");
            if (order["catalogue"] is { } id)
            {
                if (FaultCatalogue.Find($"{id}") is not { } entry)
                {
                    return (null, null, $"The catalogue has no entry «{id}»; GET /api/faults/catalogue lists them.");
                }

                order = Complete(entry.Fault, order);
            }

            var fault = order.Deserialize<Fault>(AnyOrder) ?? throw new JsonException("The text is null.");
            int? times = order["times"] is JsonValue given && given.TryGetValue<int>(out var count) ? count : null;
            return times <= 0 ? (null, null, "«times» is at least 1.") : (fault, times, null);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            return (null, null, $"{exception.Message} «kind» is one of {string.Join(", ", Kinds())}.");
        }
    }

    /// <summary>The entry's fault with the members that were given.</summary>
    private static JsonObject Complete(Fault fault, JsonObject given)
    {
        var complete = JsonSerializer.SerializeToNode(fault, FaultBoard.Json)!.AsObject();
        foreach (var (name, value) in given.Where(member => member.Key is not ("catalogue" or "kind")))
        {
            complete[name] = value?.DeepClone();
        }

        return complete;
    }

    private static IEnumerable<string> Kinds() =>
        typeof(Fault).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!);
}
