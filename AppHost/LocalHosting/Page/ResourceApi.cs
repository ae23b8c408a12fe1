using System.Globalization;
using System.Text.Json;
using HelpdeskMail.AppHost.LocalHosting.Output;
using HelpdeskMail.AppHost.LocalHosting.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>The resources as JSON, their console lines as a stream, and what may be asked of them.</summary>
internal sealed class ResourceApi(Orchestra orchestra, SecretMask mask, TimeProvider time, CancellationToken stopping)
{
    private const int FirstLines = 500;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapGet("/resources", ListAsync);
        api.MapGet("/resources/stream", StreamAsync);
        api.MapGet("/resources/{name}", GetAsync);
        api.MapGet("/resources/{name}/log", Log);
        api.MapGet("/resources/{name}/log/stream", StreamLogAsync);
        api.MapPost("/resources/{name}/{command}", Ask);
    }

    private async Task<IReadOnlyList<ResourceView>> ListAsync()
    {
        var views = new List<ResourceView>();
        foreach (var run in orchestra.Runs)
        {
            views.Add(await ViewAsync(run));
        }

        return views;
    }

    private async Task<Results<Ok<ResourceView>, NotFound<string>>> GetAsync(string name) =>
        orchestra.Find(name) is { } supervisor ? TypedResults.Ok(await ViewAsync(supervisor.Run)) : Unknown(name);

    private Results<Ok<IReadOnlyList<ConsoleLine>>, NotFound<string>> Log(string name, int lines = FirstLines) =>
        orchestra.Find(name) is { } supervisor ? TypedResults.Ok(supervisor.Run.Log.Last(lines)) : Unknown(name);

    private Results<Accepted, NotFound<string>, BadRequest<string>> Ask(string name, string command)
    {
        if (orchestra.Find(name) is not { } supervisor)
        {
            return Unknown(name);
        }

        if (!Enum.TryParse<ResourceCommand>(command, ignoreCase: true, out var known) || char.IsAsciiDigit(command[0]))
        {
            return TypedResults.BadRequest($"A resource can be asked to start, stop or restart, not to '{command}'.");
        }

        supervisor.Ask(known);
        return TypedResults.Accepted($"/api/resources/{name}");
    }

    /// <summary>The whole list once a second, when it has changed: uptime runs in the browser.</summary>
    private async Task StreamAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var last = "";
        try
        {
            context.Response.ContentType = "text/event-stream";
            while (true)
            {
                var now = JsonSerializer.Serialize(await ListAsync(), PageJson.Options);
                await EventAsync(context, now == last ? ": same\n\n" : $"data: {now}\n\n", ending.Token);
                last = now;
                await Task.Delay(Pulse, time, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser has left, or the AppHost stops.
        }
    }

    private async Task StreamLogAsync(HttpContext context, string name)
    {
        if (orchestra.Find(name) is not { } supervisor)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A browser that lost the connection says what it has seen last.
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var number) ? number : 0;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(ending.Token);
            await foreach (var line in supervisor.Run.Log.FollowAsync(seen, ending.Token))
            {
                await EventAsync(context, $"id: {line.Number}\ndata: {JsonSerializer.Serialize(line, PageJson.Options)}\n\n", ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser has left, or the AppHost stops.
        }
    }

    private static async Task EventAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    private static string StateOf(ResourceStatus status) => status switch
    {
        { State: ResourceState.Running, Troubled: true } => "Unhealthy",
        { State: ResourceState.Running, Healthy: not true } => nameof(ResourceState.Starting),
        _ => status.State.ToString(),
    };

    private static NotFound<string> Unknown(string name) => TypedResults.NotFound($"There is no resource '{name}'.");

    private async Task<ResourceView> ViewAsync(ResourceRun run)
    {
        var status = run.Status;
        var environment = new List<EnvironmentValue>();
        foreach (var (name, value) in status.Environment)
        {
            environment.Add(new EnvironmentValue(name, await mask.ApplyAsync(value)));
        }

        return new ResourceView(
            status.Name,
            status.Kind,
            StateOf(status),
            status.Healthy,
            status.Reason is null ? null : await mask.ApplyAsync(status.Reason),
            status.Detail,
            status.ProcessId,
            status.StartedAt,
            status.Restarts,
            status.ExitCode,
            status.Addresses,
            environment);
    }
}
