using MassTransit;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>Keeps every publish waiting, as a broker does that dies before it confirms.</summary>
internal sealed class StuckBus : IPublishObserver
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => released.TrySetException(new IOException("The broker died."));

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => released.Task;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
