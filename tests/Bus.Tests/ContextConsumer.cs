using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Records what came beside the message.</summary>
public sealed class ContextConsumer(Inbox inbox) : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context)
    {
        inbox.Add(new Seen(
            context.Message.Text,
            context.MessageId,
            context.CorrelationId,
            context.ConversationId,
            context.Headers.GetAll().ToDictionary(header => header.Key, header => header.Value?.ToString(), StringComparer.OrdinalIgnoreCase),
            context.ReceiveContext.Redelivered,
            System.Diagnostics.Activity.Current?.TraceId.ToString()));
        return Task.CompletedTask;
    }

    public sealed record Seen(
        string Text, Guid? MessageId, Guid? CorrelationId, Guid? ConversationId, Dictionary<string, string?> Headers, bool Redelivered, string? TraceId);
}
