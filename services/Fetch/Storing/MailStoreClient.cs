using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.Fetch.Storing;

/// <summary>The MailStore, where messages go before anything else happens to them.</summary>
internal sealed class MailStoreClient(HttpClient http)
{
    private const int LongestReason = 1500;

    /// <summary>The store is asked whether it takes a message of this size before its bytes are sent.</summary>
    private const long Large = 1024 * 1024;

    /// <summary>A store that neither takes a byte nor answers for so long is away. The time that the mail server takes to give the bytes does not count.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Stores a message, passing its bytes on as they come. It is committed when this returns <see cref="StoreAnswer.Stored"/>.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="raw">Its bytes.</param>
    /// <param name="size">Their exact number, and a source that ends early then breaks the call; null where it is not known.</param>
    /// <param name="receivedAt">When the server received it.</param>
    /// <param name="join">True to take a receipt of the same bytes from the same folder for this message.</param>
    /// <param name="cancellation">Breaks the call off; nothing is stored then.</param>
    /// <exception cref="MailboxTroubleException">The store takes nothing at present.</exception>
    /// <exception cref="MailFailureException">The mail server broke off while the bytes came.</exception>
    public async Task<StoreAnswer> StoreAsync(MailPlace place, Stream raw, long? size, DateTimeOffset? receivedAt, bool join, CancellationToken cancellation)
    {
        using var answer = await PostAsync($"/messages?{Query(place, receivedAt)}{(join ? "&join=true" : "")}", raw, size, cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return new StoreAnswer.Stored((await answer.Content.ReadFromJsonAsync<StoredMail>(cancellation))!);
        }

        var problem = await ProblemAnswer.ReadAsync(answer, cancellation);
        return answer.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest
            ? new StoreAnswer.Refused(problem.What)
            : throw Trouble(answer.StatusCode, problem);
    }

    /// <summary>Stores small messages of one folder in one transaction. All of them are committed, or refused each for itself, when this returns.</summary>
    /// <param name="mailbox">The mailbox, at their folder.</param>
    /// <param name="messages">The messages; none twice.</param>
    /// <param name="join">True to take receipts of the same bytes from the same folder for them.</param>
    /// <param name="cancellation">Breaks the call off.</param>
    /// <exception cref="MailboxTroubleException">The store takes nothing at present.</exception>
    public async Task<IReadOnlyList<StoreAnswer>> StoreBatchAsync(WatchedMailbox mailbox, IReadOnlyList<BufferedMessage> messages, bool join, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var address = $"/messages/batch?systemEmailId={mailbox.Id}&source={mailbox.Source}&folder={Uri.EscapeDataString(mailbox.Folder)}{(join ? "&join=true" : "")}";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new BatchContent(mailbox, messages, () => patience.CancelAfter(Silence)) };
        patience.CancelAfter(Silence);
        using var answer = await SendAsync(request, patience.Token, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw Trouble(answer.StatusCode, await ProblemAnswer.ReadAsync(answer, cancellation));
        }

        var outcomes = (await answer.Content.ReadFromJsonAsync<BatchOutcome[]>(cancellation))!;
        return [.. outcomes.Select(outcome => outcome.Stored is { } stored ? (StoreAnswer)new StoreAnswer.Stored(stored) : new StoreAnswer.Refused(outcome.Refusal ?? "The store refused it."))];
    }

    /// <summary>Lists a message as failed, with its header where there is one. Null when the store does not take even that.</summary>
    public async Task<MailReceipt?> StoreFailureAsync(MailPlace place, Stream header, long size, DateTimeOffset? receivedAt, string reason, CancellationToken cancellation)
    {
        var words = reason.Length > LongestReason ? reason[..LongestReason] : reason;
        using var answer = await PostAsync(
            $"/messages/failed?{Query(place, receivedAt)}&size={size.ToString(CultureInfo.InvariantCulture)}&reason={Uri.EscapeDataString(words)}", header, length: null, cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return await answer.Content.ReadFromJsonAsync<MailReceipt>(cancellation);
        }

        var problem = await ProblemAnswer.ReadAsync(answer, cancellation);
        return answer.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest ? null : throw Trouble(answer.StatusCode, problem);
    }

    private async Task<HttpResponseMessage> PostAsync(string address, Stream raw, long? length, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var source = new WatchedStream(raw) { Reading = reading => patience.CancelAfter(reading ? Timeout.InfiniteTimeSpan : Silence) };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(source) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        request.Content.Headers.ContentLength = length;
        request.Headers.ExpectContinue = length > Large;
        patience.CancelAfter(Silence);
        try
        {
            return await SendAsync(request, patience.Token, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && source.Failure is { } failure)
        {
            throw new MailFailureException(failure.Failure, failure.ConnectionLost, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken patience, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, patience);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new MailboxTroubleException(
                "store_unavailable", "The MailStore, where mail is kept, does not answer.", "Mail stays in the mailbox and is fetched when the MailStore is back; see its health on the health page.", isTransient: true, exception);
        }
    }

    private static MailboxTroubleException Trouble(HttpStatusCode status, ProblemAnswer problem) =>
        problem.Code == "store_full"
            ? new MailboxTroubleException("store_full", "Mail cannot be stored: the disk of the database is full.", "Free or add disk space for PostgreSQL. Mail stays in the mailbox and is fetched when there is room.", isTransient: true)
            : new MailboxTroubleException(problem.Code, $"Mail cannot be stored: {problem.What}", problem.Remedy ?? "Mail stays in the mailbox and is fetched later.", isTransient: (int)status >= 500);

    private sealed record BatchOutcome(StoredMail? Stored, string? Refusal);

    private static string Query(MailPlace place, DateTimeOffset? receivedAt)
    {
        var arrival = receivedAt is { } at ? $"&receivedAt={Uri.EscapeDataString(at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture))}" : "";
        return $"systemEmailId={place.SystemEmailId}&source={place.Source}&folder={Uri.EscapeDataString(place.Folder)}&key={Uri.EscapeDataString(place.Key)}{arrival}";
    }
}
