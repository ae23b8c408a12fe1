namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// The batches of one reading on their way: stored one after the other, and each noted as done with, in the same order, while the next one is being stored. So a mailbox has one batch at the store at
/// a time, and waits for no second commit in between.
/// </summary>
/// <param name="store">Stores a batch; committed there when it returns.</param>
/// <param name="note">Notes a stored batch as done with.</param>
internal sealed class BatchLine(Func<MessageBatch, Task> store, Func<MessageBatch, Task> note)
{
    private Task storing = Task.CompletedTask;
    private Task noting = Task.CompletedTask;
    private Task notingBefore = Task.CompletedTask;

    /// <summary>Puts a batch on its way, once the one before it is stored. The batch is disposed of whatever happens to it.</summary>
    /// <exception cref="Exception">What went wrong with a batch before.</exception>
    public async Task AddAsync(MessageBatch batch)
    {
        try
        {
            await storing;
            await notingBefore;
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        var before = noting;
        notingBefore = before;
        storing = StoreAsync(batch);
        noting = NoteAsync(before, storing, batch);
    }

    /// <summary>Waits until all that was put on its way is done with.</summary>
    /// <exception cref="Exception">What went wrong with one of them.</exception>
    public async Task EndAsync() => await noting;

    /// <summary>Waits as <see cref="EndAsync"/> does; false when something went wrong.</summary>
    public async Task<bool> TryEndAsync()
    {
        await noting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return noting.IsCompletedSuccessfully;
    }

    private async Task StoreAsync(MessageBatch batch)
    {
        using (batch)
        {
            await store(batch);
        }
    }

    private async Task NoteAsync(Task before, Task stored, MessageBatch batch)
    {
        try
        {
            await before;
        }
        finally
        {
            // Nobody else may be waiting for it.
            await stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stored;
        await note(batch);
    }
}
