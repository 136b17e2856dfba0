/** VitePress' own theme, with the fonts of the system and the demo's colours. */
import DefaultTheme from 'vitepress/theme-without-fonts';
import './colors.css';

export default DefaultTheme;
