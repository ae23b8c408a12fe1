using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Serialization;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>What MassTransit keeps beside a message's body: the column <c>envelope</c>.</summary>
internal sealed record Envelope
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [JsonPropertyName("contentType")]
    public string? ContentType { get; init; }

    [JsonPropertyName("messageType")]
    public string? MessageType { get; init; }

    [JsonPropertyName("messageId")]
    public Guid? MessageId { get; init; }

    [JsonPropertyName("requestId")]
    public Guid? RequestId { get; init; }

    [JsonPropertyName("correlationId")]
    public Guid? CorrelationId { get; init; }

    [JsonPropertyName("conversationId")]
    public Guid? ConversationId { get; init; }

    [JsonPropertyName("initiatorId")]
    public Guid? InitiatorId { get; init; }

    [JsonPropertyName("source")]
    public Uri? Source { get; init; }

    [JsonPropertyName("destination")]
    public Uri? Destination { get; init; }

    [JsonPropertyName("response")]
    public Uri? Response { get; init; }

    [JsonPropertyName("fault")]
    public Uri? Fault { get; init; }

    [JsonPropertyName("sentAt")]
    public DateTime? SentAt { get; init; }

    [JsonPropertyName("headers")]
    public JsonElement? Headers { get; init; }

    public static string Write(SendContext context) => JsonSerializer.Serialize(
        new Envelope
        {
            ContentType = context.ContentType?.ToString(),
            MessageType = string.Join(';', context.SupportedMessageTypes),
            MessageId = context.MessageId,
            RequestId = context.RequestId,
            CorrelationId = context.CorrelationId,
            ConversationId = context.ConversationId,
            InitiatorId = context.InitiatorId,
            Source = context.SourceAddress,
            Destination = context.DestinationAddress,
            Response = context.ResponseAddress,
            Fault = context.FaultAddress,
            SentAt = context.SentTime,
            Headers = HeadersOf(context.Headers),
        },
        Json);

    /// <summary>Headers in the form the transport's core reads them back in; null when there are none.</summary>
    public static string? WriteHeaders(SendHeaders headers)
    {
        var all = headers.GetAll().ToList();
        return all.Count == 0 ? null : JsonSerializer.Serialize<IEnumerable<KeyValuePair<string, object>>>(all, SystemTextJsonMessageSerializer.Options);
    }

    public static Envelope Read(string json) => JsonSerializer.Deserialize<Envelope>(json, Json)!;

    /// <summary>Makes a send what it was when it was stored. Of the headers those go along that are text; the body has the others.</summary>
    public void ApplyTo(SendContext context)
    {
        context.MessageId = MessageId;
        context.RequestId = RequestId;
        context.CorrelationId = CorrelationId;
        context.ConversationId = ConversationId;
        context.InitiatorId = InitiatorId;
        context.SourceAddress = Source;
        context.ResponseAddress = Response;
        context.FaultAddress = Fault;
        context.SupportedMessageTypes = MessageType?.Split(';') ?? [];
        if (Headers is not { ValueKind: JsonValueKind.Object } headers)
        {
            return;
        }

        foreach (var header in headers.EnumerateObject())
        {
            if (header.Value.ValueKind == JsonValueKind.String)
            {
                context.Headers.Set(header.Name, header.Value.GetString());
            }
        }
    }

    private static JsonElement? HeadersOf(SendHeaders headers)
    {
        var all = headers.GetAll().ToList();
        return all.Count == 0
            ? null
            : JsonSerializer.SerializeToElement<IEnumerable<KeyValuePair<string, object>>>(all, SystemTextJsonMessageSerializer.Options);
    }
}
