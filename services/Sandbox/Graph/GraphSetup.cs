using System.Text.RegularExpressions;
using HelpdeskMail.Sandbox.Graph.Subscriptions;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Microsoft Graph's mail API, at the addresses it has below <c>https://graph.microsoft.com</c>.</summary>
public static partial class GraphSetup
{
    public static void AddGraph(this IServiceCollection services) =>
        services
            .AddSingleton<AccessPolicies>()
            .AddSingleton<FiledMessages>()
            .AddSingleton<GraphGate>()
            .AddSingleton<GraphSending>()
            .AddSingleton<FolderRoutes>()
            .AddSingleton<FolderDeltaRoutes>()
            .AddSingleton<MessageRoutes>()
            .AddSingleton<DeltaRoutes>()
            .AddSingleton<DraftRoutes>()
            .AddSingleton<ReplyRoutes>()
            .AddSingleton<BatchRoutes>()
            .AddSingleton<IdRoutes>()
            .AddSingleton<UploadRoutes>()
            .AddSingleton<PersonRoutes>()
            .AddSingleton<SubscriptionStore>()
            .AddSingleton<NotificationSender>()
            .AddSingleton<Notifier>()
            .AddSingleton<SubscriptionRoutes>()
            .AddHostedService(services => services.GetRequiredService<Notifier>());

    /// <summary>OData also writes keys in brackets (<c>mailFolders('inbox')</c>, <c>delta()</c>): such a path becomes one of segments. Must come before routing.</summary>
    public static void UseGraphPaths(this WebApplication app)
    {
        var batches = app.Services.GetRequiredService<BatchRoutes>();
        app.Use(next => batches.Pipeline = context =>
        {
            if (context.Request.Path.Value is { } path && path.StartsWith("/v1.0/", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.Path = ViaFolder().Replace(Key().Replace(path, "/${key}"), "/messages/${message}");
            }

            return next(context);
        });
        app.UseRouting();
    }

    public static void MapGraph(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var (folders, messages, delta) = (services.GetRequiredService<FolderRoutes>(), services.GetRequiredService<MessageRoutes>(), services.GetRequiredService<DeltaRoutes>());
        var (drafts, uploads, people) = (services.GetRequiredService<DraftRoutes>(), services.GetRequiredService<UploadRoutes>(), services.GetRequiredService<PersonRoutes>());
        var graph = routes.MapGroup("/v1.0");
        graph.MapGet("/me", (Delegate)people.GetAsync);
        graph.MapGet("/users/{user}", (Delegate)people.GetAsync);
        routes.MapGet("/oidc/userinfo", (Delegate)people.UserInfoAsync);
        graph.MapPost("/$batch", (Delegate)services.GetRequiredService<BatchRoutes>().RunAsync);
        Map(graph, "GET", "mailFolders", GraphAccess.ReadBasic, folders.ListAsync);
        Map(graph, "POST", "mailFolders", GraphAccess.Write, folders.CreateAsync);
        Map(graph, "GET", "mailFolders/delta", GraphAccess.ReadBasic, services.GetRequiredService<FolderDeltaRoutes>().ListAsync);
        Map(graph, "GET", "mailFolders/{folder}", GraphAccess.ReadBasic, folders.GetAsync);
        Map(graph, "PATCH", "mailFolders/{folder}", GraphAccess.Write, folders.RenameAsync);
        Map(graph, "POST", "mailFolders/{folder}/move", GraphAccess.Write, folders.MoveAsync);
        Map(graph, "POST", "mailFolders/{folder}/copy", GraphAccess.Write, folders.CopyAsync);
        Map(graph, "DELETE", "mailFolders/{folder}", GraphAccess.Write, folders.DeleteAsync);
        Map(graph, "GET", "mailFolders/{folder}/childFolders", GraphAccess.ReadBasic, folders.ListAsync);
        Map(graph, "POST", "mailFolders/{folder}/childFolders", GraphAccess.Write, folders.CreateAsync);
        Map(graph, "GET", "mailFolders/{folder}/messages", GraphAccess.ReadBasic, messages.ListAsync);
        Map(graph, "GET", "mailFolders/{folder}/messages/$count", GraphAccess.ReadBasic, messages.CountAsync);
        Map(graph, "POST", "mailFolders/{folder}/messages", GraphAccess.Write, drafts.CreateAsync);
        Map(graph, "GET", "mailFolders/{folder}/messages/delta", GraphAccess.ReadBasic, delta.ListAsync);
        Map(graph, "GET", "messages", GraphAccess.ReadBasic, messages.ListAsync);
        Map(graph, "GET", "messages/$count", GraphAccess.ReadBasic, messages.CountAsync);
        Map(graph, "POST", "messages", GraphAccess.Write, drafts.CreateAsync);
        Map(graph, "GET", "messages/{message}", GraphAccess.ReadBasic, messages.GetAsync);
        Map(graph, "GET", "messages/{message}/$value", GraphAccess.Read, messages.SourceAsync);
        Map(graph, "PATCH", "messages/{message}", GraphAccess.Write, messages.ChangeAsync);
        Map(graph, "DELETE", "messages/{message}", GraphAccess.Write, messages.DeleteAsync);
        Map(graph, "POST", "messages/{message}/move", GraphAccess.Write, messages.MoveAsync);
        Map(graph, "POST", "messages/{message}/copy", GraphAccess.Write, messages.CopyAsync);
        var replies = services.GetRequiredService<ReplyRoutes>();
        Map(graph, "POST", "messages/{message}/createReply", GraphAccess.Write, replies.CreateReplyAsync);
        Map(graph, "POST", "messages/{message}/createReplyAll", GraphAccess.Write, replies.CreateReplyAllAsync);
        Map(graph, "POST", "messages/{message}/createForward", GraphAccess.Write, replies.CreateForwardAsync);
        Map(graph, "POST", "messages/{message}/reply", GraphAccess.Send, replies.ReplyAsync);
        Map(graph, "POST", "messages/{message}/replyAll", GraphAccess.Send, replies.ReplyAllAsync);
        Map(graph, "POST", "messages/{message}/forward", GraphAccess.Send, replies.ForwardAsync);
        Map(graph, "POST", "messages/{message}/send", GraphAccess.Send, drafts.SendAsync);
        Map(graph, "GET", "messages/{message}/attachments", GraphAccess.Read, drafts.AttachmentsAsync);
        Map(graph, "POST", "messages/{message}/attachments", GraphAccess.Write, drafts.AttachAsync);
        Map(graph, "POST", "messages/{message}/attachments/createUploadSession", GraphAccess.Write, uploads.BeginAsync);
        Map(graph, "GET", "messages/{message}/attachments/{attachment}", GraphAccess.Read, drafts.AttachmentAsync);
        Map(graph, "DELETE", "messages/{message}/attachments/{attachment}", GraphAccess.Write, drafts.DetachAsync);
        Map(graph, "GET", "messages/{message}/attachments/{attachment}/$value", GraphAccess.Read, drafts.AttachmentContentAsync);
        Map(graph, "POST", "translateExchangeIds", GraphAccess.ReadBasic, services.GetRequiredService<IdRoutes>().TranslateAsync);
        Map(graph, "POST", "sendMail", GraphAccess.Send, drafts.SendMailAsync);
        var subscriptions = services.GetRequiredService<SubscriptionRoutes>();
        graph.MapPost("/subscriptions", (Delegate)subscriptions.CreateAsync);
        graph.MapGet("/subscriptions", (Delegate)subscriptions.ListAsync);
        graph.MapGet("/subscriptions/{subscription}", (Delegate)subscriptions.GetAsync);
        graph.MapPatch("/subscriptions/{subscription}", (Delegate)subscriptions.RenewAsync);
        graph.MapDelete("/subscriptions/{subscription}", (Delegate)subscriptions.DeleteAsync);
        routes.MapPut("/api/gv1.0/attachmentSessions/{session:guid}", uploads.PutAsync);
        routes.MapDelete("/api/gv1.0/attachmentSessions/{session:guid}", uploads.DeleteAsync);
        graph.Map("/{**rest}", (HttpContext context, string? rest, GraphGate gate) =>
            gate.GuardAsync(context, _ => Task.FromResult<IResult>(new GraphRefusal(GraphErrors.NoSuchSegment(rest?.Split('/')[^1] ?? "")))));
    }

    private static void Map(RouteGroupBuilder graph, string method, string path, GraphAccess access, Func<GraphCall, Task<IResult>> handler)
    {
        foreach (var root in (string[])["me", "users/{user}"])
        {
            graph.MapMethods($"/{root}/{path}", [method], (HttpContext context, GraphGate gate) => gate.ServeAsync(context, access, handler));
        }
    }

    [GeneratedRegex("\\((?:'(?<key>[^'/]*)')?\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Key();

    // A message may be reached through its folder; it is found by its id all the same.
    [GeneratedRegex("/mailFolders/[^/]+/messages/(?!(?:delta|\\$count)/?$)(?<message>[^/]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ViaFolder();
}
