read -rs API_KEY && export API_KEY
