/**
 * A group at a glance: what it is, who is in it, and what one may do with it. Invariant: nothing is
 * offered that the rules would refuse; of a thousand members only those in sight are drawn.
 */
import { createSignal, type JSX, onCleanup, onMount, Show, untrack } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import { panelT } from '../../i18n/group-panel-words.ts';
import type { MemberList } from '../../state/member-list.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { Menu, type MenuItem, type MenuOrigin } from '../../ui/menu/menu.tsx';
import { Panel } from '../shell/panel.tsx';
import styles from './group.module.css';
import { GroupCard } from './group-card.tsx';
import type { GroupScreen } from './group-screen.ts';
import { createLeaving } from './leave-dialogs.tsx';
import { createMemberMenu, MemberRow } from './member-row.tsx';
import { WaitingPeople } from './waiting-people.tsx';

/** A first guess of `--row-size`; rows are measured. */
const rowSizePx = 64;
/** From so many members on there is a field to find one. */
const searchFrom = 8;

export function GroupPanel(props: {
  readonly screen: GroupScreen;
  readonly list: MemberList;
}): JSX.Element {
  const [body, setBody] = createSignal<HTMLElement>();
  const [headPx, setHeadPx] = createSignal(0);
  const [menu, setMenu] = createSignal<{ items: readonly MenuItem[]; origin: MenuOrigin }>();
  let head: HTMLDivElement | undefined;
  // One panel is of one group: neither is ever another.
  const { screen, list } = untrack(() => ({ screen: props.screen, list: props.list }));
  const leaving = createLeaving(screen, list);
  const member = createMemberMenu(screen);

  onMount(() => {
    const observer = new ResizeObserver(() => setHeadPx(head?.offsetHeight ?? 0));
    if (head !== undefined) observer.observe(head);
    onCleanup(() => observer.disconnect());
    onCleanup(() => props.list.setSearch(''));
  });

  return (
    <Panel
      title={panelT('panel.title')}
      isAside={true}
      bodyRef={setBody}
      actions={
        <Show when={leaving.items().length > 0}>
          <IconButton
            icon="more"
            label={panelT('panel.more')}
            aria-haspopup="menu"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              setMenu({ items: leaving.items(), origin: { x: box.left, y: box.bottom } });
            }}
          />
        </Show>
      }
    >
      <div ref={head}>
        <GroupCard screen={props.screen} />
        <WaitingPeople screen={props.screen} />
        <h3 class={styles.heading}>{panelT('panel.members', { count: props.list.count() })}</h3>
        <Show when={props.list.count() >= searchFrom}>
          <div class={styles.search}>
            <Icon name="search" size="small" />
            <input
              type="search"
              autocomplete="off"
              aria-label={panelT('panel.search')}
              placeholder={panelT('panel.search')}
              value={props.list.search()}
              onInput={(event) => props.list.setSearch(event.currentTarget.value)}
            />
          </div>
        </Show>
        <Show when={props.list.shown().length === 0 && props.list.search() !== ''}>
          <p class={styles.hint}>{panelT('panel.nobody', { query: props.list.search() })}</p>
        </Show>
      </div>
      <Show when={body()} keyed>
        {(scroller) => (
          <Virtualizer
            as="ul"
            item="li"
            scrollRef={scroller}
            startMargin={headPx()}
            data={props.list.shown()}
            itemSize={rowSizePx}
          >
            {(shown) => (
              <MemberRow
                member={shown}
                onOpen={(origin) => {
                  const items = member.items(shown);
                  if (items.length > 0) setMenu({ items, origin });
                }}
              />
            )}
          </Virtualizer>
        )}
      </Show>
      <Show when={menu()}>
        {(open) => (
          <Menu
            label={panelT('panel.more')}
            origin={open().origin}
            items={open().items}
            onClose={() => setMenu(undefined)}
          />
        )}
      </Show>
      {leaving.dialog()}
      {member.dialog()}
    </Panel>
  );
}
