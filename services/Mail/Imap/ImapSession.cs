using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Commands out, answers in; several commands may be under way. What the answers tell goes into the <see cref="View"/>; a BYE that nobody asked for ends the session.
/// </summary>
internal sealed class ImapSession(Wire wire, SecretWords secrets)
{
    private readonly ImapReader reader = new(wire);
    private readonly Dictionary<string, ImapStatus> finishedEarly = [];
    private readonly HashSet<string> outstanding = [];
    private readonly ImapView view = new(wire);
    private int lastTag;

    // Servers may answer these with a «+» all the same.
    private int literalsAtOnce;

    public delegate void UntaggedHandler(ImapLine line);

    public Wire Wire => wire;

    public ImapReader Reader => reader;

    public SecretWords Secrets => secrets;

    public ImapState State { get; set; }

    /// <summary>What the server has told so far.</summary>
    public ImapView View => view;

    /// <summary>The open folder.</summary>
    public SelectedFolder? Folder => view.Folder;

    private string ServerName => wire.Server.ToString();

    /// <summary>Reads the greeting.</summary>
    public async ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        var line = await reader.ReadAsync(streamBodies: false, cancellationToken);
        while (line.Kind is ImapLineKind.Noise)
        {
            line = await reader.ReadAsync(streamBodies: false, cancellationToken);
        }

        if (line.Kind is not ImapLineKind.Untagged || !line.TryStatus(out var status))
        {
            throw wire.Fail(ConnectionFailures.Violation(ServerName, "its first words are no greeting of IMAP", Encoding.UTF8.GetString(line.Rest.Span[..Math.Min(line.Rest.Length, 200)])));
        }

        if (status.Condition is ImapCondition.Bye or ImapCondition.No or ImapCondition.Bad)
        {
            throw wire.Fail(Understand(status, AnswerContext.Connection));
        }

        State = status.Condition is ImapCondition.PreAuth ? ImapState.Authenticated : ImapState.NotAuthenticated;
        view.TakeCode(status);
    }

    /// <summary>What the server can do, asked for unless it has told already.</summary>
    public async ValueTask<ImapCapabilities> CapabilitiesAsync(CancellationToken cancellationToken)
    {
        if (view.Capabilities is null)
        {
            await DemandAsync(new ImapCommand("CAPABILITY"), cancellationToken: cancellationToken);
        }

        return view.Capabilities ?? new ImapCapabilities([]);
    }

    /// <summary>The same, asked for anew when what is known came along with another answer and lacks what <paramref name="wanted"/> looks for.</summary>
    public async ValueTask<ImapCapabilities> CapabilitiesAsync(Predicate<ImapCapabilities> wanted, CancellationToken cancellationToken)
    {
        var known = await CapabilitiesAsync(cancellationToken);
        if (wanted(known) || view.CapabilitiesAreWhole)
        {
            return known;
        }

        view.ForgetCapabilities();
        return await CapabilitiesAsync(cancellationToken);
    }

    /// <summary>Sends a command and waits for its end, whichever it is.</summary>
    public async ValueTask<ImapStatus> RunAsync(ImapCommand command, UntaggedHandler? onUntagged = null, CancellationToken cancellationToken = default)
    {
        var tag = await SendAsync(command, cancellationToken);
        return await CompleteAsync(tag, onUntagged, cancellationToken);
    }

    /// <summary>Sends a command that has to succeed.</summary>
    /// <exception cref="MailFailureException">The server said no.</exception>
    public async ValueTask<ImapStatus> DemandAsync(ImapCommand command, UntaggedHandler? onUntagged = null, CancellationToken cancellationToken = default)
    {
        var status = await RunAsync(command, onUntagged, cancellationToken);
        return status.Condition is ImapCondition.Ok ? status : throw Refused(status);
    }

    /// <summary>Sends a command without waiting for its end; several may be under way.</summary>
    public async ValueTask<string> SendAsync(ImapCommand command, CancellationToken cancellationToken)
    {
        var tag = Begin(command);
        if (await WritePartsAsync(tag, command, cancellationToken))
        {
            wire.Write("\r\n"u8);
            await wire.FlushAsync(cancellationToken);
        }

        return tag;
    }

    /// <summary>Sends a command whose last argument is a literal, up to where the literal's bytes come; false when the server ended the command before.</summary>
    public async ValueTask<(string Tag, bool GoOn)> SendWithLiteralAsync(ImapCommand command, long size, string prefix, CancellationToken cancellationToken)
    {
        var tag = Begin(command);
        if (!await WritePartsAsync(tag, command, cancellationToken))
        {
            return (tag, false);
        }

        wire.Write(" "u8);
        return (tag, await AnnounceAsync(tag, size, prefix, cancellationToken));
    }

    /// <summary>Announces a literal and waits for the server's word where it wants to be waited for. False when it ended the command instead.</summary>
    private async ValueTask<bool> AnnounceAsync(string tag, long size, string prefix, CancellationToken cancellationToken)
    {
        var atOnce = view.Capabilities?.TakesAtOnce(size) is true;
        wire.Write(string.Create(CultureInfo.InvariantCulture, $"{prefix}{{{size}{(atOnce ? "+" : "")}}}\r\n"));
        if (atOnce)
        {
            literalsAtOnce++;
            return true;
        }

        await wire.FlushAsync(cancellationToken);
        return await ContinuationAsync(tag, cancellationToken) is not null;
    }

    /// <summary>Waits for a continuation and gives its text; null when the command ended instead, its status kept for <see cref="CompleteAsync"/>.</summary>
    public async ValueTask<byte[]?> ContinuationAsync(string tag, CancellationToken cancellationToken)
    {
        while (!finishedEarly.ContainsKey(tag))
        {
            var line = await reader.ReadAsync(streamBodies: false, cancellationToken);
            if (line.Kind is ImapLineKind.Continuation)
            {
                return line.Rest.Span.Trim((byte)' ').ToArray();
            }

            Take(line, null);
        }

        return null;
    }

    /// <summary>Reads until a command has ended.</summary>
    public async ValueTask<ImapStatus> CompleteAsync(string tag, UntaggedHandler? onUntagged, CancellationToken cancellationToken)
    {
        ImapStatus? status;
        while (!finishedEarly.Remove(tag, out status))
        {
            var line = await reader.ReadAsync(streamBodies: false, cancellationToken);
            if (line.Kind is ImapLineKind.Continuation && literalsAtOnce-- <= 0)
            {
                throw wire.Fail(ConnectionFailures.Violation(ServerName, "it asks for more where there is no more"));
            }

            Take(line, onUntagged);
        }

        return status;
    }

    /// <summary>Whether a command has ended already.</summary>
    public bool HasEnded(string tag) => finishedEarly.ContainsKey(tag);

    /// <summary>Takes in an answer that is complete.</summary>
    public void Take(ImapLine line, UntaggedHandler? onUntagged)
    {
        try
        {
            switch (line.Kind)
            {
                case ImapLineKind.Tagged:
                    End(line);
                    break;
                case ImapLineKind.Untagged:
                    TakeUntagged(line);
                    onUntagged?.Invoke(line);
                    break;
                default:
                    break;
            }
        }
        catch (ImapSyntaxException exception)
        {
            throw reader.Violation(exception, line.Rest.Span);
        }
    }

    /// <summary>Opens a folder; its answers fill a fresh <see cref="Folder"/>.</summary>
    /// <param name="name">Name of the folder, decoded.</param>
    /// <param name="readOnly">EXAMINE instead of SELECT.</param>
    /// <param name="parameter">What is asked along with it; null for nothing.</param>
    /// <param name="onUntagged">Gets every answer that comes along.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    public async ValueTask<ImapStatus> SelectAsync(string name, bool readOnly, string? parameter, UntaggedHandler? onUntagged, CancellationToken cancellationToken)
    {
        view.BeginFolder(name, readOnly);
        ImapStatus? status = null;
        try
        {
            var command = new ImapCommand(readOnly ? "EXAMINE" : "SELECT").String(view.EncodeFolder(name));
            status = await RunAsync(parameter is null ? command : command.Add(parameter), onUntagged, cancellationToken);
            State = status.Condition is ImapCondition.Ok ? ImapState.Selected : ImapState.Authenticated;
            return status;
        }
        finally
        {
            view.EndFolder(status);
        }
    }

    /// <summary>The failure behind a no.</summary>
    public MailFailure Understand(ImapStatus status, AnswerContext context, string? more = null) =>
        ServerAnswers.Understand(ServerName, secrets.Hide(more is null ? status.Words : $"{status.Words} {more}"), context, 0, status.Code);

    /// <summary>Whether the server does not know what it was asked. Exchange says BAD as well when it throttles or has not opened the mailbox: asked in another way it would say nothing better, and less.</summary>
    public bool IsNotUnderstood(ImapStatus status) => status.Condition is ImapCondition.Bad && Understand(status, AnswerContext.Command).Kind is MailFailureKind.Refused;

    /// <summary>The exception for a no to an ordinary command; some of them end the connection too.</summary>
    public MailFailureException Refused(ImapStatus status)
    {
        var failure = Understand(status, AnswerContext.Command);
        return failure.Kind is MailFailureKind.MailboxNotConnected or MailFailureKind.AccessTokenExpired or MailFailureKind.Throttled or MailFailureKind.TooManyConnections
            ? wire.Fail(failure)
            : new MailFailureException(failure, connectionLost: false);
    }

    private string Begin(ImapCommand command)
    {
        wire.StartCommand(wire.Server.Timeouts.Command);
        var tag = NextTag();
        outstanding.Add(tag);
        wire.Log?.Client($"{tag} {command}");
        wire.Write(tag);
        return tag;
    }

    private async ValueTask<bool> WritePartsAsync(string tag, ImapCommand command, CancellationToken cancellationToken)
    {
        foreach (var (text, isString, _) in command.Parts)
        {
            wire.Write(" "u8);
            if (isString && !ImapCommand.FitsQuotes(text, view.Utf8))
            {
                if (!await AnnounceAsync(tag, Encoding.UTF8.GetByteCount(text), "", cancellationToken))
                {
                    return false;
                }

                wire.Write(text);
            }
            else
            {
                wire.Write(isString ? ImapCommand.Quote(text) : text);
            }
        }

        return true;
    }

    private string NextTag() => string.Create(CultureInfo.InvariantCulture, $"A{++lastTag:D8}");

    private void End(ImapLine line)
    {
        if (!outstanding.Remove(line.Tag))
        {
            throw new ImapSyntaxException($"an answer to a command that was not sent ({line.Tag[..Math.Min(line.Tag.Length, 20)]})");
        }

        if (line.TryStatus(out var status) && status.Condition is ImapCondition.Bye)
        {
            throw wire.Fail(Understand(status, AnswerContext.Connection));
        }

        if (status is { Condition: ImapCondition.PreAuth } || !line.TryStatus(out _))
        {
            throw new ImapSyntaxException("the end of a command that is neither OK, NO nor BAD");
        }

        view.TakeCode(status);
        finishedEarly[line.Tag] = status;
    }

    private void TakeUntagged(ImapLine line)
    {
        if (!line.TryStatus(out var status))
        {
            view.Take(line);
        }
        else if (status.Condition is ImapCondition.Bye && State is not ImapState.Logout)
        {
            throw wire.Fail(Understand(status, AnswerContext.Connection));
        }
        else
        {
            view.TakeCode(status);
        }
    }
}
