using System.IO.Pipelines;
using HelpdeskMail.Reply.Composing;

namespace HelpdeskMail.Reply.Tests.Composing;

public sealed class PatientStreamTests
{
    [Fact]
    public async Task Stream_that_falls_silent_breaks_off()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("half a file"u8.ToArray());
        await using var stream = new PatientStream(pipe.Reader.AsStream(), TimeSpan.FromSeconds(5));
        var buffer = new byte[100];

        (await stream.ReadAsync(buffer)).ShouldBe(11);
        await Should.ThrowAsync<IOException>(async () => await stream.ReadExactlyAsync(buffer));
    }

    [Fact]
    public async Task Caller_that_gives_up_is_told_so()
    {
        await using var stream = new PatientStream(new Pipe().Reader.AsStream(), TimeSpan.FromMinutes(1));
        using var stop = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[100], stop.Token).AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }
}
